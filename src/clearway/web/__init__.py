"""The service over HTTP: one file an audience. It asks `operations/` to do things."""
