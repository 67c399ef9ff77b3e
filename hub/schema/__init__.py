"""What clients see: Strawberry types and the rules that hold for every document. No I/O."""
