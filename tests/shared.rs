//! Real data that lie beside the repository and not in it: there or not, and said so where everybody sees it.

use std::io::Write;
use std::path::PathBuf;

/// A file of the shared data (`../shared`, or the folder that `REGULARS_SHARED` names). Where it is absent, a line on
/// standard error says which test is left out: written past the test runner's capture, or nobody would see it.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("REGULARS_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED {test}: no {name} beside the project (REGULARS_SHARED names its folder)"
    );
    None
}
