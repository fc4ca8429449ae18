"""What every app may lean on: requests, queues, template tags, embedded services. No tables, no rules."""
