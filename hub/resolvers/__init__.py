"""How clients ask: thin functions from the arguments of the public schema to casework and back to its types."""
