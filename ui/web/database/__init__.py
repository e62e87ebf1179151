"""Connect to the PostgreSQL database that several servers share."""
