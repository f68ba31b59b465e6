"""How each server is configured and started; one file a server."""
