//! History becomes ranked products with reasons that add up to the score.
