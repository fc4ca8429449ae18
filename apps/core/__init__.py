"""What every app may lean on: typed requests, queue names, base template tags, embedded services. No tables, no rules."""
