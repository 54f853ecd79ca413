//! `evaluate`: every query gets its list, the same on every run; nothing owned for task user; bad tables are named by line.

use regulars::shop::Quiet;
use regulars::shop::evaluate::{EvaluateAsk, Task, evaluate};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// 40 visits over the same paths: a, b, c or d, e, f; the last four are the valid part.
fn visits(folder: &Path) -> [PathBuf; 3] {
    let (mut train, mut valid) = (
        String::from("key,item,timestamp\n"),
        String::from("key,item,timestamp\n"),
    );
    for visit in 0..40 {
        let path = if visit % 2 == 0 {
            ["a", "b", "c"]
        } else {
            ["d", "e", "f"]
        };
        for item in path {
            let row = format!("v{visit},{item},{visit}\n");
            train.push_str(&row);
            if visit >= 20 {
                valid.push_str(&row);
            }
        }
    }
    let queries = "query_id,known\nq1,a\nq2,d e\nq3,unknown\n";
    let files = [
        ("train.csv", train),
        ("valid.csv", valid),
        ("queries.csv", queries.into()),
    ];
    files.map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    })
}

fn ask(
    task: Task,
    folder: &Path,
    [train, valid, queries]: &[PathBuf; 3],
    top: usize,
) -> EvaluateAsk {
    EvaluateAsk {
        task,
        train: train.clone(),
        valid: Some(valid.clone()),
        queries: queries.clone(),
        top,
        out: folder.join("ranks.csv"),
    }
}

fn lists(path: &Path) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (line, row) in text.lines().enumerate() {
        let fields: Vec<&str> = row.split(',').collect();
        if line == 0 {
            assert_eq!(fields, ["query_id", "rank", "item"]);
            continue;
        }
        let list = lists.entry(fields[0].into()).or_default();
        list.push(fields[2].into());
        assert_eq!(fields[1], list.len().to_string());
    }
    lists
}

#[test]
fn visits_get_what_comes_next_and_the_same_on_every_run() {
    let folder = tempfile::tempdir().unwrap();
    let files = visits(folder.path());
    let ask = ask(Task::Session, folder.path(), &files, 3);
    let done = evaluate(&ask, &Quiet).unwrap();
    assert_eq!(
        (done.rows, done.items, done.queries, done.valid_rows),
        (120, 6, 3, 60)
    );
    let first = std::fs::read(&ask.out).unwrap();
    let ranks = lists(&ask.out);
    assert_eq!(ranks["q1"][0], "b");
    assert_eq!(ranks["q2"][0], "f");
    // Of an unknown item nothing is known: what is looked at most.
    assert_eq!(ranks["q3"].len(), 3);
    evaluate(&ask, &Quiet).unwrap();
    assert_eq!(std::fs::read(&ask.out).unwrap(), first);
    assert!(!folder.path().join("ranks.csv.part").exists());
}

#[test]
fn a_customer_gets_nothing_owned_for_task_user_and_may_for_task_basket() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cli");
    let [train, queries] = ["evaluate_train.csv", "evaluate_queries.csv"].map(|f| fixtures.join(f));
    let mut owned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in std::fs::read_to_string(&train).unwrap().lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        owned
            .entry(fields[0].into())
            .or_default()
            .insert(fields[1].into());
    }
    for task in [Task::User, Task::Basket] {
        let ask = EvaluateAsk {
            task,
            train: train.clone(),
            valid: None,
            queries: queries.clone(),
            top: 4,
            out: folder.path().join("ranks.csv"),
        };
        evaluate(&ask, &Quiet).unwrap();
        let ranks = lists(&ask.out);
        assert_eq!(ranks.len(), 9, "every query, the stranger too");
        let again = |(key, list): (&String, &Vec<String>)| {
            let own = owned.get(key);
            list.iter()
                .any(|item| own.is_some_and(|own| own.contains(item)))
        };
        assert_eq!(ranks.iter().any(again), task == Task::Basket, "{task:?}");
    }
}

#[test]
fn a_bad_table_is_named_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let files = visits(folder.path());
    let ask = ask(Task::Session, folder.path(), &files, 3);
    let mut said = String::new();
    for text in [
        "key,thing,timestamp\nv1,a,1\n",
        "key,item,timestamp\nv1,a,1\nv1,b,soon\n",
        "key,item,timestamp\nv1,a,1\nv1,,2\n",
        "key,item,timestamp\nv1,a,1\nv1,b\n",
        "key,item,timestamp\n",
    ] {
        std::fs::write(&files[0], text).unwrap();
        let error = evaluate(&ask, &Quiet).unwrap_err().to_string();
        let _ = writeln!(
            said,
            "{}",
            error.replace(&*folder.path().to_string_lossy(), ".")
        );
    }
    std::fs::remove_file(&files[0]).unwrap();
    assert!(evaluate(&ask, &Quiet).is_err());
    assert_eq!(
        said,
        "./train.csv: line 1 has no column `item`; it needs key,item,timestamp[,basket]\n\
         ./train.csv: line 3 has the timestamp `soon`, which is not a number\n\
         ./train.csv: line 3 has no `item`\n\
         ./train.csv: line 3 has 2 fields where the first line has 3\n\
         ./train.csv has no rows\n"
    );
    assert!(!ask.out.exists(), "nothing is written");
}
