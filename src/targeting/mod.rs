//! Text becomes a checked plan over customers or products.
