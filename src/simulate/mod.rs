//! A seed becomes a shop whose data hang together and whose true effects are known.
