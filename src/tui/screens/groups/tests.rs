//! The Groups screen's tests: keys and answers, and how it looks in both sizes.

use super::Msg;
use super::fixture::{
    LOYAL, desk, group, loaded, member, page, session, settle, started, text_desk,
};
use super::state::Pane;
use crate::model::ids::CustomerId;
use crate::shop::Error;
use crate::shop::groups::{Members, SavedGroup};
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;

#[test]
fn moving_counts_another_group_and_typing_counts_anew() {
    let mut desk = text_desk((140, 45));
    started(&mut desk);
    desk.keys("Down");
    assert_eq!(started(&mut desk), ["groups.count", "groups.more"]);
    desk.keys("e");
    desk.types(" and country = Germany");
    let state = &desk.model.screens.groups;
    assert_eq!(state.text(), "orders >= 2 and country = Germany");
    assert!(state.right() && state.typing && state.changed());
    assert!(started(&mut desk).contains(&"groups.count"));
    let screen = desk.draw();
    assert!(screen.contains("counting") && screen.contains("last good count"));
    assert!(screen.contains("not saved"), "{screen}");
    desk.keys("Esc D");
    assert!(!desk.model.screens.groups.changed());
}

#[test]
fn a_misspelt_word_is_named_repaired_by_enter_and_never_counted() {
    let mut desk = text_desk((140, 45));
    started(&mut desk);
    desk.keys("e");
    desk.types(" and ordrs >= 3");
    let before = started(&mut desk).len();
    assert!(before > 0, "the text was right for a while");
    let screen = desk.draw();
    assert!(screen.contains("Did you mean `orders`?"), "{screen}");
    assert!(screen.contains("~~~~~") && screen.contains("waits for the repair"));
    assert!(screen.contains("last good count, before the error"));
    assert!(
        desk.model.jobs.get("groups.count").is_none(),
        "nothing is counted"
    );
    desk.keys("Ctrl-S");
    assert!(started(&mut desk).is_empty(), "an error is not saved");
    desk.keys("Enter");
    let state = &desk.model.screens.groups;
    assert!(
        state.text().ends_with("and orders >= 3"),
        "{}",
        state.text()
    );
    assert!(state.typing, "the repair goes on writing");
    assert_eq!(state.caret(), state.text().len() - " >= 3".len());
    assert_eq!(started(&mut desk), ["groups.count", "groups.more"]);
}

#[test]
fn a_new_group_asks_for_its_name_and_saving_says_how_to_take_it_back() {
    let mut desk = text_desk((80, 24));
    desk.keys("n");
    desk.types("orders >= 5");
    started(&mut desk);
    desk.keys("Ctrl-S");
    assert!(desk.model.overlay.is_some(), "it asks for a name");
    desk.types("Fans");
    desk.keys("Enter");
    assert_eq!(started(&mut desk), ["groups.save"]);
    let saved = SavedGroup {
        id: "fans".into(),
        name: "Fans".into(),
        expression: "orders >= 5".into(),
        replaced: false,
        count: 212,
        of: 3120,
        warnings: Vec::new(),
    };
    desk.send(Msg::Saved(String::new(), Box::new(Ok(saved))));
    let state = &desk.model.screens.groups;
    assert!(state.drafts.is_empty() && !state.typing);
    let toast = desk.model.toasts.last().unwrap();
    assert!(toast.title.contains("Fans") && toast.key == Some(("u", "undo")));
    assert!(
        started(&mut desk).contains(&"groups"),
        "the list is read again"
    );
}

fn state_is_right(desk: &Desk) -> bool {
    let state = &desk.model.screens.groups;
    state.right() && state.title() == "Loyal"
}

#[test]
fn a_new_group_without_a_text_goes_as_it_came() {
    let mut desk = text_desk((80, 24));
    desk.keys("n Esc");
    let state = &desk.model.screens.groups;
    assert!(state.drafts.is_empty() && state.entries.len() == 4);
    assert!(!desk.draw().contains("not saved"));
    assert!(state_is_right(&desk), "the group above is looked at again");
}

#[test]
fn what_cannot_be_deleted_says_why_and_the_rest_goes_at_once() {
    let mut desk = desk((80, 24));
    started(&mut desk);
    desk.keys("d");
    let toast = desk.model.toasts.last().unwrap();
    assert!(toast.more.contains("Loyal home page"), "{}", toast.more);
    desk.keys("Down d");
    assert!(started(&mut desk).contains(&"groups.delete"));
    desk.send(Msg::Deleted("Gardeners".into(), Ok(())));
    assert_eq!(desk.model.toasts.last().unwrap().key, Some(("u", "undo")));
    desk.keys("Down d");
    assert!(!started(&mut desk).contains(&"groups.delete"), "ready-made");
}

#[test]
fn enter_on_the_count_lists_the_members_masked_until_m() {
    let mut desk = desk((140, 45));
    desk.keys("Tab Tab");
    assert_eq!(desk.model.screens.groups.pane, Pane::Matches);
    started(&mut desk);
    desk.keys("Enter");
    assert_eq!(started(&mut desk), ["groups.members"]);
    let page = |from: i64, next: Option<i64>| Members {
        expression: LOYAL.into(),
        count: 381,
        members: (from..from + 50)
            .map(|i| member(i, "Anna Maier", 9, 61_240))
            .collect(),
        next: next.map(CustomerId),
        warnings: Vec::new(),
    };
    let first = Msg::Members(LOYAL.into(), None, Box::new(Ok(page(1, Some(50)))));
    desk.send(first);
    settle(&mut desk);
    let screen = desk.draw();
    assert!(screen.contains("1 of 381") && screen.contains("anna.m•••@web.example"));
    started(&mut desk);
    desk.keys("G");
    assert_eq!(started(&mut desk), ["groups.members"], "the next page");
    let after = Some(CustomerId(50));
    desk.send(Msg::Members(
        LOYAL.into(),
        after,
        Box::new(Ok(page(51, None))),
    ));
    let listing = desk.model.screens.groups.members.as_ref().unwrap();
    assert_eq!((listing.rows.len(), listing.next), (100, None));
    desk.keys("m");
    assert!(desk.draw().contains("anna.maier@web.example"));
    desk.keys("Esc");
    assert!(desk.model.screens.groups.members.is_none());
}

#[test]
fn a_condition_is_joined_to_what_stands_before_the_caret() {
    let mut desk = text_desk((80, 24));
    desk.send(Msg::Insert("spent >= 100".into()));
    let text = desk.model.screens.groups.text();
    assert_eq!(text, format!("{LOYAL} AND spent >= 100"));
    desk.keys("Ctrl-U");
    desk.send(Msg::Insert("spent >= 100".into()));
    desk.types(" or ");
    desk.send(Msg::Insert("orders >= 2".into()));
    let text = desk.model.screens.groups.text();
    assert_eq!(text, "spent >= 100 or orders >= 2");
}

#[test]
fn pictures() {
    insta::assert_snapshot!("groups_140", page(&mut desk((140, 45))));
    insta::assert_snapshot!("groups_80", page(&mut desk((80, 24))));
    let mut wrong = text_desk((140, 45));
    wrong.keys("e");
    wrong.types(" and cuntry = Germany");
    insta::assert_snapshot!("groups_wrong_140", page(&mut wrong));
    wrong.model.size = (80, 24);
    insta::assert_snapshot!("groups_wrong_80", page(&mut wrong));
    let mut failed = Desk::new(session(), Id::Groups, (80, 24));
    let error = Error::Asked("the file is locked".into());
    failed.send(Msg::Loaded(Box::new(Err(error))));
    failed.model.jobs.cancel("groups");
    insta::assert_snapshot!("groups_failed_80", page(&mut failed));
}

#[test]
fn every_size_is_drawn() {
    let mut all = text_desk((140, 45));
    all.fuzz_sizes();
    all.keys("e");
    all.types(" or city = \"日本語の長い町の名前 ééé\" and ordrs >= 3 and (");
    all.fuzz_sizes();
    let long = "The Group with a Very Long Name indeed ".repeat(8);
    let mut data = loaded();
    data.rows.push(group(&long, "orders >= 1", 1, false));
    all.send(Msg::Loaded(Box::new(Ok(data))));
    all.keys("Esc Esc G Tab Tab Enter");
    all.fuzz_sizes();
}
