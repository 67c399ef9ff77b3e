"""`hub routing evaluate`: figures on the screen and as files. Being written beside `routing_models.py`."""
