"""Everything that a visitor can set for a run: options, network, presets, links."""
