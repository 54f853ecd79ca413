//! The values to choose from: what is counted of each is what a condition with it counts.

use super::shops::{json, run, shops};

#[test]
fn people_are_counted_of_a_value_as_of_the_condition_with_it() {
    let demo = &shops().demo;
    for field in [
        "country",
        "city",
        "language",
        "rfm_group",
        "lifecycle",
        "consent.email",
        "tag",
        "email_domain",
    ] {
        let all = json(demo, &["groups", "fields", field]);
        assert_eq!(all["unit"], "people", "{field}");
        let values = all["values"].as_array().unwrap();
        assert!(!values.is_empty(), "{field}");
        let count = |v: &serde_json::Value| v["count"].as_u64().unwrap();
        assert!(
            values
                .windows(2)
                .all(|two| count(&two[0]) >= count(&two[1])),
            "{field}: the most frequent first"
        );
        for value in values.iter().take(3) {
            let condition = format!("{field} = \"{}\"", value["value"].as_str().unwrap());
            let counted = json(demo, &["groups", "count", &condition]);
            assert_eq!(counted["count"], value["count"], "{condition}");
        }
    }
}

#[test]
fn what_is_sold_comes_with_what_it_lies_in_and_a_field_without_values_says_so() {
    let demo = &shops().demo;
    let all = json(demo, &["groups", "fields", "bought category"]);
    let values = all["values"].as_array().unwrap();
    let named = |name: &str| {
        let mut found = values.iter().filter(|v| v["value"] == name);
        found.next().map(|v| v["count"].as_u64().unwrap())
    };
    let leaf = values
        .iter()
        .find_map(|v| v["value"].as_str().filter(|p| p.contains(" > ")))
        .unwrap();
    let (parent, _) = leaf.split_once(" > ").unwrap();
    assert!(named(parent).unwrap() >= named(leaf).unwrap(), "{leaf}");
    for (field, says) in [
        ("orders", "takes a number"),
        ("last_order", "takes days"),
        ("name", "takes any text"),
        ("nothing", "there is no field"),
    ] {
        let out = run(demo, &["groups", "fields", field]);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{field}");
        assert!(said.contains(says), "{field}: {said}");
    }
}
