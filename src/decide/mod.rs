//! Who, where and when become what is shown, with a trace of every step.
