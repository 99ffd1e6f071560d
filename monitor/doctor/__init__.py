"""What can be looked at when something is wrong: settings, files, radio, desktop, service."""
