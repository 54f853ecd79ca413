//! What a mistake is answered: what is wrong, where, and what to type next.

use super::shops::{copy, folder, run, shops};

#[test]
fn errors_say_what_and_where_and_what_next() {
    let folder = folder("errors");
    let shop = copy(&shops().orders, &folder);
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let unlike = file("unlike.csv", "colour,size\nred,4\n");
    let empty = file("empty.csv", "");
    let rule = file(
        "rule.toml",
        "[[rule]]\nid = \"x\"\nname = \"x\"\nthen = \"hyde\"\n",
    );
    let broken = file("broken.toml", "[[rule]\nid = \"x\"\n");
    let orders = super::shops::ORDERS;
    let all: &[&[&str]] = &[
        &["frobnicate"],
        &["customers", "--limit", "3"],
        &["customers", "show", "nobody@example.org"],
        &["customers", "list", "--after", "x"],
        &["products", "show", "NO-SKU"],
        &["groups", "count", "ordres >= 3"],
        &["groups", "count", "orders >= "],
        &["groups", "count", "country = Atlantis"],
        &["groups", "count", "bought category \"Tentz\""],
        &["groups", "members", "No Such Group"],
        &["groups", "overlap", "Champions"],
        &["groups", "diff", "orders >= 1", "--from", "soon"],
        &[
            "groups",
            "diff",
            "orders >= 1",
            "--from",
            "today",
            "--to",
            "-30d",
        ],
        &["groups", "rm", "No Such Group"],
        &["groups", "save", "", "orders > 1"],
        &["strategies", "show", "nothing"],
        &["strategies", "set", "trending", "alive"],
        &["rules", "add", &rule],
        &["rules", "add", &broken],
        &["rules", "add", "no such file.toml"],
        &["recommend"],
        &["recommend", "--product", "TENT-2", "--ranker", "psychic"],
        &["recommend", "--customer", "nobody"],
        &["preview"],
        &["preview", "--visitor", "--page", "attic"],
        &["preview", "--group", "No Such Group"],
        &["why", "--customer", "customer-1", "--block", "99"],
        &["why", "--customer", "customer-1", "--slot", "99"],
        &["why-not", "--customer", "customer-1", "--product", "NO-SKU"],
        &["results", "--by", "moon"],
        &["results", "--period", "fortnight"],
        &["results", "--attribution", "wishful"],
        &["settings", "get", "colour"],
        &["settings", "set", "colour", "red"],
        &["settings", "set", "zone", "Mars/Base"],
        &["settings", "set", "currency", "Taler"],
        &["imports", "show", "99"],
        &["imports", "undo", "99"],
        &["imports", "show", "x"],
        &["imports", "retry", "1"],
        &["imports", "retry", "99", "--set", "4:Quantity=2"],
        &["imports", "dismiss", "1", "4"],
        &["imports", "forget", "99"],
        &["import"],
        &["import", "no such file.csv"],
        &["import", &unlike],
        &["import", &empty],
        &["import", &unlike, "--as", "papyrus"],
        &["import", orders, "--map", "Colour=sku"],
        &["import", orders, "--map", "Email=colour"],
        &["import", orders, "--map", "Email"],
        &["--now", "yesterday", "customers"],
        &["demo", "--no-tui"],
    ];
    let mut said = String::new();
    for words in all {
        let out = run(&shop, words);
        let code = out.status.code().unwrap();
        let text = String::from_utf8(out.stderr).unwrap();
        if code == 0 {
            // An unknown value matches nobody and is a warning.
            assert!(!text.is_empty(), "{words:?} is accepted without a word");
        } else {
            assert_eq!(code, 2, "{words:?}: {text}");
            assert!(out.stdout.is_empty(), "{words:?} prints an answer too");
        }
        let typed = words.join(" ");
        said += &format!("$ regulars {typed}\n{text}\n");
    }
    let said = said
        .replace(folder.to_str().unwrap(), "[folder]")
        .replace(orders, "[orders]");
    insta::assert_snapshot!("errors", said);
}
