"""What learners send to the pages they steer by."""
