//! A reader becomes records and problems; opens nothing itself.
