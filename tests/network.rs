//! Nothing is sent anywhere: what could open a connection is not built in.

use std::process::Command;

/// Crates that speak to a network. A dependency that brings one of them in needs another one instead.
const NETWORK: &[&str] = &[
    "async-std",
    "attohttpc",
    "awc",
    "curl",
    "curl-sys",
    "ehttp",
    "h2",
    "h3",
    "hickory-resolver",
    "http",
    "hyper",
    "hyper-util",
    "isahc",
    "libssh2-sys",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "sentry",
    "smol",
    "socket2",
    "surf",
    "tokio-native-tls",
    "tokio-rustls",
    "tokio-tungstenite",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webpki",
    "zmq",
];

/// Every crate that the program (without its tests) is built of here, with the features that are on.
fn built() -> String {
    let out = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked"])
        .args([
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p} [{f}]",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn no_crate_of_the_program_reaches_a_network() {
    let built = built();
    // The lock file has the crates of every platform, and those of the tests.
    let lock = include_str!("../Cargo.lock");
    let crates: Vec<&str> = lock
        .lines()
        .filter_map(|l| l.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(crates.contains(&"tokio") && crates.contains(&"rusqlite"));
    let found: Vec<&&str> = crates.iter().filter(|c| NETWORK.contains(c)).collect();
    assert!(found.is_empty(), "{found:?}");
    let tokio = built.lines().find(|l| l.starts_with("tokio v")).unwrap();
    let features = tokio
        .rsplit_once('[')
        .unwrap()
        .1
        .trim_end_matches([']', ' ', '(', '*', ')']);
    let features: Vec<&str> = features.split(',').collect();
    assert!(features.contains(&"rt"), "{tokio}");
    assert!(
        !features.contains(&"net") && !features.contains(&"full"),
        "{tokio}"
    );
}

#[test]
fn the_source_opens_no_socket() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for word in [
                    "std::net",
                    "tokio::net",
                    "TcpStream",
                    "UdpSocket",
                    "UnixStream",
                ] {
                    assert!(!text.contains(word), "{}: {word}", path.display());
                }
                files += 1;
            }
        }
    }
    assert!(files > 100, "{files}");
}
