"""A model as data and back: arrays and JSON, never code; what is read is checked before it is used.

Being written: `pack(model)`, `unpack(manifest, document, arrays)`.
"""
