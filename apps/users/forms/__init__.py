"""What people fill in about their account: ways in, second factors, providers."""
