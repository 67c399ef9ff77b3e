"""How clients ask: thin functions between the public schema and casework."""
