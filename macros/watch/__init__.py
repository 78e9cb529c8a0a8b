"""Ask registries about the handbook's sources, and report; only an editor changes a fact."""
