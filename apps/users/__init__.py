"""Who signs in: the account, its time zone, study hours and target."""
