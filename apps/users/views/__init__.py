"""What the account pages need beyond allauth."""
