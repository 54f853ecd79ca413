//! The shops that the commands are tried on, made once in each run, and how a command is run on them.

use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The orders-only shop's file, as the shop system wrote it.
pub(crate) const ORDERS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/cli/shopify_orders.csv"
);

/// Two shops, with what the engine has learnt of them.
pub(crate) struct Shops {
    /// The small demo.
    pub demo: PathBuf,
    /// Orders alone.
    pub orders: PathBuf,
}

/// A folder for files of this run, empty at first; it lies in the target folder and is emptied by the next run.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Both shops. Nobody changes them: a command that writes gets a copy.
pub(crate) fn shops() -> &'static Shops {
    static SHOPS: OnceLock<Shops> = OnceLock::new();
    SHOPS.get_or_init(|| {
        let folder = folder("shops");
        let demo = folder.join("demo.db");
        good(&demo, &["demo", "--size", "small", "--no-tui"]);
        good(&demo, &["recommend", "--product", "CS1220"]);
        let orders = folder.join("orders.db");
        good(&orders, &["import", ORDERS, "--zone", "Europe/Berlin"]);
        good(&orders, &["learn"]);
        Shops { demo, orders }
    })
}

/// A copy of a shop that a test may change.
pub(crate) fn copy(of: &Path, folder: &Path) -> PathBuf {
    let to = folder.join("shop.db");
    std::fs::copy(of, &to).unwrap();
    to
}

/// The program in an environment of its own.
pub(crate) fn program(home: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("regulars"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null());
    command
}

/// Runs a command on a shop file.
pub(crate) fn run<A: AsRef<OsStr>>(shop: &Path, arguments: &[A]) -> Output {
    program(shop.parent().unwrap())
        .arg("--shop")
        .arg(shop)
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs a command that must end well, and gives its standard output.
pub(crate) fn good<A: AsRef<OsStr>>(shop: &Path, arguments: &[A]) -> String {
    let out = run(shop, arguments);
    let words: Vec<_> = arguments.iter().map(|a| a.as_ref().to_owned()).collect();
    assert!(
        out.status.success(),
        "{words:?}: {}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// The one JSON document of a command.
pub(crate) fn json(shop: &Path, arguments: &[&str]) -> Value {
    let text = good(shop, &[&["--json"], arguments].concat());
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {text}"))
}

/// A command for each leaf of the help, as typed on one of the two shops; those that end with 1 because the answer is no
/// are marked.
pub(crate) fn every(demo: bool) -> Vec<(Vec<String>, i32)> {
    let (customer, sku) = if demo {
        ("5293", "CS1220")
    } else {
        ("customer-1", "TENT-2")
    };
    let toml = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cli/rule.toml");
    let toml = toml.to_str().unwrap();
    let left = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cli/left_out.csv");
    let left = left.to_str().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cli");
    let tables = ["evaluate_train.csv", "evaluate_queries.csv"].map(|f| fixtures.join(f));
    let [train, queries] = tables.each_ref().map(|path| path.to_str().unwrap());
    let ranks = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ranks.csv");
    let ranks = ranks.to_str().unwrap();
    let all: &[(&[&str], i32)] = &[
        (
            &[
                "evaluate",
                "--task",
                "basket",
                "--train",
                train,
                "--queries",
                queries,
                "--top",
                "5",
                "--out",
                ranks,
            ],
            0,
        ),
        (&["import", ORDERS, "--dry-run"], 0),
        (&["imports"], 0),
        (&["imports", "list"], 0),
        (&["imports", "show", "1"], 0),
        (&["customers"], 0),
        (&["customers", "list", "--find", "an", "--limit", "3"], 0),
        (&["customers", "show", customer], 0),
        (&["identities"], 0),
        (&["identities", "list"], 0),
        (&["identities", "list", customer], 0),
        (&["products"], 0),
        (&["products", "list", "--find", "t", "--limit", "3"], 0),
        (&["products", "show", sku], 0),
        (&["groups"], 0),
        (&["groups", "list"], 0),
        (&["groups", "fields"], 0),
        (&["groups", "count", "orders >= 2 AND country != FR"], 0),
        (&["groups", "members", "orders >= 2", "--limit", "3"], 0),
        (&["groups", "worth", "orders >= 2"], 0),
        (
            &[
                "groups",
                "diff",
                "orders >= 2",
                "--from",
                "-60d",
                "--limit",
                "2",
            ],
            0,
        ),
        (&["groups", "trend", "orders >= 2", "--months", "2"], 0),
        (&["groups", "overlap", "Champions", "orders >= 2"], 0),
        (&["groups", "rfm"], 0),
        (
            &["groups", "explain", "orders >= 1", "--customer", customer],
            0,
        ),
        (&["strategies"], 0),
        (&["strategies", "list"], 0),
        (&["strategies", "show", "buy-it-again"], 0),
        (&["strategies", "library"], 0),
        (&["rules", "list"], 0),
        (&["rules", "show", "no-repeats"], 0),
        (&["rules", "diff", toml], 0),
        (&["layouts", "list"], 0),
        (&["layouts", "show", "home"], 0),
        (&["recommend", "--customer", customer, "-n", "3"], 0),
        (&["recommend", "--product", sku], 0),
        (&["recommend", "--session", sku], 0),
        (&["preview", "--customer", customer], 0),
        (
            &[
                "preview",
                "--visitor",
                "--page",
                "search",
                "--query",
                "tent",
            ],
            0,
        ),
        (&["why", "--customer", customer], 0),
        (&["why-not", "--customer", customer, "--product", sku], 0),
        (&["results", "--period", "all"], 0),
        (&["settings"], 0),
        (&["settings", "get", "currency"], 0),
        (&["log"], 0),
        // From here on: they write.
        (&["groups", "save", "Returning", "orders >= 2"], 0),
        (&["groups", "rm", "Returning"], 0),
        (&["undo"], 0),
        (&["redo"], 0),
        (&["rules", "add", toml], 0),
        (&["rules", "set", "no-tents", "live"], 0),
        (&["doctor"], 0),
        (&["campaigns"], 0),
        (&["campaigns", "list"], 0),
        (&["settings", "set", "name", "Corner Shop"], 0),
        (&["identities", "merge", "customer-1", "customer-2"], 0),
        (&["identities", "split", "--merge", "1"], 0),
        (
            &["import", left, "--map", "Ref=order", "--map", "Buyer=email"],
            0,
        ),
        (&["imports", "show", "2", "--limit", "1"], 0),
        (&["imports", "retry", "2", "--dry-run"], 1),
        (&["imports", "retry", "2", "--set", "3:Pieces=2"], 0),
        (&["imports", "dismiss", "2", "5"], 0),
        (&["imports", "mappings"], 0),
        (&["imports", "forget", "1"], 0),
        (&["imports", "undo", "2"], 0),
        (&["imports", "undo", "1"], 0),
    ];
    // Orders of a handful of people are too few to judge by.
    let judged: &[(&[&str], i32)] = if demo {
        &[
            (&["judge"], 0),
            (
                &[
                    "strategies",
                    "wish",
                    "best-sellers",
                    "--margin",
                    "30%",
                    "--try",
                ],
                0,
            ),
            (&["recommend", "--device", "mobile", "--set", "again=1"], 0),
        ]
    } else {
        &[]
    };
    judged
        .iter()
        .chain(all)
        .map(|(words, code)| (words.iter().map(|w| (*w).to_owned()).collect(), *code))
        .collect()
}

/// A command, whether its answer was wanted as JSON, and what came of it.
pub(crate) struct Answer {
    /// On the demo, else on the orders-only shop.
    pub demo: bool,
    /// What was typed.
    pub words: Vec<String>,
    /// The exit code that it should have.
    pub code: i32,
    /// With `--json`.
    pub json: bool,
    /// What came.
    pub out: Output,
}

/// Every command on copies of both shops, as text and as JSON, in order; run once for all tests that look at them.
pub(crate) fn answers() -> &'static [Answer] {
    static ANSWERS: OnceLock<Vec<Answer>> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let mut answers = Vec::new();
        for (demo, of) in [(true, &shops().demo), (false, &shops().orders)] {
            for json in [false, true] {
                let shop = copy(of, &folder("every"));
                for (words, code) in every(demo) {
                    let mut typed = words.clone();
                    typed.extend(json.then(|| "--json".to_owned()));
                    let out = run(&shop, &typed);
                    answers.push(Answer {
                        demo,
                        words,
                        code,
                        json,
                        out,
                    });
                }
            }
        }
        answers
    })
}

/// Whether a command of [`every`] only reads.
pub(crate) fn reads(words: &[String]) -> bool {
    let second = words.get(1).map_or("", String::as_str);
    // A check of a file is made by writing it and taking it back, so it needs a file that may be written.
    !matches!(words[0].as_str(), "undo" | "redo" | "learn" | "import")
        && !matches!(
            second,
            "save"
                | "rm"
                | "add"
                | "set"
                | "undo"
                | "retry"
                | "dismiss"
                | "forget"
                | "merge"
                | "split"
                | "wish"
        )
        // It is there only after what was written before.
        && words.get(2).is_none_or(|id| second != "show" || id != "2")
}
