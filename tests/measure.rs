//! The statistical core against published numbers (always) and against the reference cases of peer packages (where
//! the shared data lie beside the repository or `REGULARS_SHARED` names them).

use regulars::measure::attribution::{Place, Preset};
use regulars::measure::interval::{Z95, koopman, newcombe, wilson};
use regulars::measure::ratio::{Lift, MeanOf, RatioSums, t_quantile};
use regulars::measure::verdict::{Shares, Word, compare};
use regulars::measure::{evalue, revenue, sample_size, srm};
use regulars::model::counts::Touch;
use regulars::model::event::EventKind;
use regulars::model::ids::{EventId, OrderId, ProductId};
use regulars::model::time::Moment;
use serde_json::Value;
use std::collections::BTreeMap;

fn golden() -> Value {
    serde_json::from_str(include_str!("../data/golden/measure.json")).unwrap()
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().unwrap()
}

fn num(v: &Value) -> f64 {
    match v.as_str() {
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => v.as_f64().unwrap(),
    }
}

fn pair(v: &Value) -> (u64, u64) {
    (v[0].as_u64().unwrap(), v[1].as_u64().unwrap())
}

fn near(what: &str, found: f64, wanted: f64, within: f64) {
    assert!(
        (found - wanted).abs() <= within || found == wanted,
        "{what}: {found}, not {wanted}"
    );
}

#[test]
fn published_numbers_come_out() {
    let g = golden();
    for c in list(&g, "wilson") {
        let (low, high) = wilson(num(&c["sum"]), num(&c["n"]), Z95);
        near("wilson low", low, num(&c["low"]), num(&c["within"]));
        near("wilson high", high, num(&c["high"]), num(&c["within"]));
    }
    for c in list(&g, "newcombe") {
        let (low, high) = newcombe(pair(&c["control"]), pair(&c["treatment"]), Z95);
        near("newcombe low", low, num(&c["low"]), num(&c["within"]));
        near("newcombe high", high, num(&c["high"]), num(&c["within"]));
    }
    for c in list(&g, "koopman") {
        let (low, high) = koopman(pair(&c["control"]), pair(&c["treatment"]), Z95);
        near("koopman low", low, num(&c["low"]), num(&c["within"]));
        near("koopman high", high, num(&c["high"]), num(&c["within"]));
    }
    for c in list(&g, "sample_size") {
        let n = sample_size::per_arm(num(&c["p"]), num(&c["q"]), Z95, sample_size::POWER80);
        near("sample size", n, num(&c["per_arm"]), num(&c["within"]));
    }
    for c in list(&g, "srm") {
        let units: Vec<u64> = list(c, "units")
            .iter()
            .map(|v| v.as_u64().unwrap())
            .collect();
        let weights: Vec<f64> = list(c, "weights").iter().map(num).collect();
        near(
            "srm",
            srm::chi_square(&units, &weights),
            num(&c["p"]),
            num(&c["within"]),
        );
    }
    for c in list(&g, "e_value") {
        let e = evalue::exact(pair(&c["control"]), pair(&c["treatment"]));
        near("e-value", e, num(&c["e"]), num(&c["within"]));
    }
}

/// The chance of each number of successes out of n.
fn binomial(n: u64, p: f64) -> Vec<f64> {
    let mut chances = vec![(1.0 - p).powf(n as f64)];
    for k in 1..=n {
        let last = chances[k as usize - 1];
        chances.push(last * (n - k + 1) as f64 / k as f64 * p / (1.0 - p));
    }
    chances
}

#[test]
fn the_interval_of_the_lift_covers_the_truth_at_small_traffic() {
    for (n, p, lift) in [
        (100, 0.08, 1.0),
        (100, 0.02, 1.5),
        (400, 0.03, 1.0),
        (400, 0.03, 1.5),
        (1000, 0.02, 1.2),
    ] {
        let (chance_a, chance_b) = (binomial(n, p), binomial(n, p * lift));
        let likely =
            |c: &[f64]| -> Vec<u64> { (0..=n).filter(|k| c[*k as usize] > 1e-6).collect() };
        let (mut missed_low, mut missed_high) = (0.0, 0.0);
        for x in likely(&chance_a) {
            for y in likely(&chance_b) {
                let (low, high) = koopman((x, n), (y, n), Z95);
                let chance = chance_a[x as usize] * chance_b[y as usize];
                assert!(low <= high, "{x} {y}: {low} {high}");
                missed_low += if lift < low { chance } else { 0.0 };
                missed_high += if lift > high { chance } else { 0.0 };
            }
        }
        let covered = 1.0 - missed_low - missed_high;
        assert!(covered >= 0.945, "{n} {p} {lift}: {covered}");
        assert!(
            missed_low.max(missed_high) <= 0.035,
            "{n} {p} {lift}: {missed_low} {missed_high}"
        );
    }
}

#[test]
fn an_interval_says_something_at_any_counts() {
    assert_eq!(koopman((0, 50), (0, 50), Z95), (0.0, f64::INFINITY));
    let (low, high) = koopman((0, 50), (10, 50), Z95);
    assert!(low > 1.0 && high == f64::INFINITY, "{low} {high}");
    let (low, high) = koopman((10, 50), (0, 50), Z95);
    assert!(low == 0.0 && high < 1.0, "{low} {high}");
    for (a, b) in [
        ((7, 96), (2, 100)),
        ((50, 50), (49, 50)),
        ((1, 10_000), (3, 9_000)),
    ] {
        let (low, high) = koopman(a, b, Z95);
        let (back_low, back_high) = koopman(b, a, Z95);
        near("turned round", low * back_high, 1.0, 1e-9);
        near("turned round", high * back_low, 1.0, 1e-9);
    }
}

/// A small generator of its own, so that the figures below never move.
struct Dice(u64);

impl Dice {
    fn chance(&mut self, p: f64) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64 <= p
    }

    fn successes(&mut self, n: u64, p: f64) -> u64 {
        (0..n).filter(|_| self.chance(p)).count() as u64
    }
}

/// How many of `runs` tests are called, and how many called the wrong way, with a look on each of 28 days.
fn called(runs: u32, per_day: u64, base: f64, lift: f64) -> (f64, f64) {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let (mut calls, mut wrong) = (0, 0);
    for _ in 0..runs {
        let (mut a, mut b) = ((0, 0), (0, 0));
        for days in 1..=28 {
            a = (a.0 + dice.successes(per_day, base), a.1 + per_day);
            b = (b.0 + dice.successes(per_day, base * lift), b.1 + per_day);
            let against = compare(&Shares {
                control: a,
                treatment: b,
                days,
                split_p: None,
                alike: true,
            });
            if against.verdict.word.is_call() {
                calls += 1;
                wrong += u32::from(against.verdict.word == Word::Worse);
                break;
            }
        }
    }
    (
        f64::from(calls) / f64::from(runs),
        f64::from(wrong) / f64::from(runs),
    )
}

#[test]
fn daily_looks_do_not_ruin_the_verdict() {
    let (false_calls, _) = called(2_000, 50, 0.03, 1.0);
    assert!(false_calls <= 0.025, "{false_calls}");
    let (found, wrong) = called(500, 50, 0.03, 2.0);
    assert!(found >= 0.80 && wrong == 0.0, "{found} {wrong}");
}

#[test]
fn every_word_has_its_case() {
    let say = |control, treatment, days, split_p| {
        compare(&Shares {
            control,
            treatment,
            days,
            split_p,
            alike: true,
        })
        .verdict
    };
    assert_eq!(say((60, 2000), (110, 2000), 20, None).word, Word::Better);
    assert_eq!(say((110, 2000), (60, 2000), 20, None).word, Word::Worse);
    let likely = say((60, 2000), (93, 2000), 20, None);
    assert_eq!(likely.word, Word::LikelyBetter, "{likely:?}");
    assert!(
        likely.days_left.is_some() && likely.sentence.starts_with("+55% so far"),
        "{likely:?}"
    );
    assert_eq!(
        say((93, 2000), (60, 2000), 20, None).word,
        Word::LikelyWorse
    );
    assert_eq!(
        say((60, 2000), (110, 2000), 20, Some(0.0005)).word,
        Word::SplitBroken
    );
    assert_eq!(say((3, 100), (4, 100), 30, None).word, Word::TooLittle);
    let wait = say((30, 1000), (33, 1000), 5, None);
    assert_eq!(wait.word, Word::CannotSay);
    // 13,050 per arm for 3 % against 3.6 %; at 200 a day that is 66 days, of which 5 are over.
    assert_eq!(wait.days_left, Some(61), "{wait:?}");
    let nobody = say((0, 500), (0, 500), 5, None);
    assert_eq!((nobody.word, nobody.days_left), (Word::CannotSay, None));
    let few = say((5, 60), (9, 60), 2, None);
    assert_eq!(few.word, Word::CannotSay, "{few:?}");
    assert!(few.sentence.contains("40 more visitors"), "{few:?}");
    let elsewhere = compare(&Shares {
        control: (60, 2000),
        treatment: (110, 2000),
        days: 20,
        split_p: None,
        alike: false,
    });
    assert_eq!(
        (elsewhere.verdict.word, elsewhere.lift),
        (Word::CannotSay, None)
    );
}

/// The reference cases of a family, or a visible line that they were left out.
fn reference(file: &str) -> Option<Value> {
    let path = crate::shared::file(&format!("reference/stats/{file}"))?;
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

/// |x - y| <= absolute + relative * max(|x|, |y|), as the cases ask.
struct Check<'a> {
    case: &'a str,
    absolute: f64,
    relative: f64,
    done: usize,
}

impl Check<'_> {
    fn eq(&mut self, what: &str, found: f64, wanted: &Value) {
        let wanted = num(wanted);
        let within = self.absolute + self.relative * found.abs().max(wanted.abs());
        assert!(
            found == wanted || (found - wanted).abs() <= within,
            "{} {what}: {found}, not {wanted}",
            self.case
        );
        self.done += 1;
    }

    fn ends(&mut self, what: &str, found: (f64, f64), wanted: &Value) {
        self.eq(what, found.0, &wanted[0]);
        self.eq(what, found.1, &wanted[1]);
    }
}

fn each(file: &str, check: impl Fn(&Value, &mut Check<'_>)) {
    let Some(all) = reference(file) else { return };
    let tolerance = |key: &str| all["tolerance"][key].as_f64().unwrap_or(0.0);
    for case in list(&all, "cases") {
        let mut c = Check {
            case: case["id"].as_str().unwrap(),
            absolute: tolerance("absolute"),
            relative: tolerance("relative"),
            done: 0,
        };
        check(case, &mut c);
        assert!(c.done > 0, "{} checked nothing", c.case);
    }
}

fn mean_of(arm: &Value) -> MeanOf {
    let get = |key: &str| num(&arm[key]);
    match arm["kind"].as_str().unwrap() {
        "proportion" => MeanOf::of_share(get("n"), get("sum")),
        "mean" => MeanOf::of_sums(get("n"), get("sum"), get("sum_squares")),
        "ratio" => RatioSums {
            n: get("n"),
            m: get("num_sum"),
            mm: get("num_sum_squares"),
            d: get("den_sum"),
            dd: get("den_sum_squares"),
            md: get("num_den_sum_products"),
        }
        .ratio(),
        other => panic!("{other}"),
    }
}

#[test]
fn small_sample_intervals_agree_with_statsmodels() {
    each("small_sample_proportion.json", |case, c| {
        let arm = |key: &str| {
            (
                case[key]["sum"].as_u64().unwrap(),
                case[key]["n"].as_u64().unwrap(),
            )
        };
        let (a, b) = (arm("control"), arm("treatment"));
        let e = &case["expected"];
        c.ends(
            "wilson",
            wilson(a.0 as f64, a.1 as f64, Z95),
            &e["wilson"]["control"],
        );
        c.ends(
            "wilson",
            wilson(b.0 as f64, b.1 as f64, Z95),
            &e["wilson"]["treatment"],
        );
        c.ends("newcombe", newcombe(a, b, Z95), &e["newcombe_diff_ci"]);
        if e["ratio_score_ci"].is_array()
            && e["ratio_score_ci"]
                .as_array()
                .unwrap()
                .iter()
                .all(|v| !v.is_null())
        {
            c.ends("koopman", koopman(a, b, Z95), &e["ratio_score_ci"]);
        }
    });
}

#[test]
fn lifts_of_means_shares_and_ratios_agree_with_gbstats() {
    for file in [
        "frequentist_proportion.json",
        "frequentist_mean.json",
        "ratio_delta_method.json",
    ] {
        each(file, |case, c| {
            let (a, b) = (mean_of(&case["control"]), mean_of(&case["treatment"]));
            let e = &case["expected"];
            let relative = case["config"]["difference_type"] == "relative";
            if case["method"].as_str().unwrap().ends_with("bayes") || !relative {
                c.done += 1;
                return;
            }
            let lift = Lift::of(&a, &b);
            if !e["error"].is_null() {
                assert!(lift.is_none(), "{}: no lift where the peer refuses", c.case);
                c.done += 1;
                return;
            }
            let lift = lift.unwrap();
            c.eq("effect", lift.effect, &e["effect"]);
            c.eq("error", lift.error, &e["effect_se"]);
            c.eq("freedom", lift.freedom, &e["dof"]);
            let alpha = num(&case["config"]["alpha"]);
            if case["method"] == "welch_t_one_sided_greater" {
                let low = lift.effect - t_quantile(1.0 - alpha, lift.freedom) * lift.error;
                c.eq("one-sided low", low, &e["ci"][0]);
            } else {
                c.ends("interval", lift.interval(alpha), &e["ci"]);
            }
        });
    }
}

#[test]
fn the_confidence_sequence_agrees_with_gbstats() {
    each("sequential.json", |case, c| {
        let (a, b) = (mean_of(&case["control"]), mean_of(&case["treatment"]));
        let lift = Lift::of(&a, &b).unwrap();
        let half = revenue::sequence_half_width(
            lift.error,
            a.n + b.n,
            num(&case["config"]["alpha"]),
            num(&case["config"]["tuning_parameter"]),
        );
        c.ends(
            "interval",
            (lift.effect - half, lift.effect + half),
            &case["expected"]["ci"],
        );
    });
}

#[test]
fn split_checks_and_sample_sizes_agree_with_their_peers() {
    each("srm.json", |case, c| {
        let users: Vec<u64> = list(case, "users")
            .iter()
            .map(|v| v.as_u64().unwrap())
            .collect();
        let weights: Vec<f64> = list(&case["config"], "weights").iter().map(num).collect();
        let p = srm::chi_square(&users, &weights);
        // The peer counts an arm of weight 0 among its degrees of freedom; we do not.
        if weights.contains(&0.0) {
            assert!(p < num(&case["expected"]["p_value"]));
            c.done += 1;
        } else {
            c.eq("p", p, &case["expected"]["p_value"]);
        }
    });
    each("sample_size.json", |case, c| {
        let config = &case["config"];
        if case["method"] == "sample_size_two_proportions"
            && config["alpha"] == 0.05
            && config["power"] == 0.8
        {
            let p = num(&config["baseline"]);
            let q = p * (1.0 + num(&config["relative_mde"]));
            let n = sample_size::per_arm(p, q, Z95, sample_size::POWER80);
            if config["control_to_treatment_ratio"] == 1 {
                c.eq("per arm", n, &case["expected"]["evan_miller_n_per_arm"]);
            }
        }
        c.done += 1;
    });
}

#[test]
fn capping_agrees_with_numpy() {
    each("heavy_tail_aov.json", |case, c| {
        let cents = |key: &str| -> Vec<i64> {
            list(&case[key], "orders")
                .iter()
                .map(|v| (num(v) * 100.0).round() as i64)
                .collect()
        };
        let mut pooled = [cents("control"), cents("treatment")].concat();
        pooled.sort_unstable();
        for (share, key) in [
            (0.95, "capped_at_pooled_p95"),
            (0.99, "capped_at_pooled_p99"),
        ] {
            let wanted = &case["expected"][key]["cap"];
            if wanted.is_number() {
                c.eq(
                    "cap",
                    revenue::percentile(&pooled, share).unwrap() / 100.0,
                    wanted,
                );
            }
        }
    });
}

#[test]
fn attribution_windows_give_the_published_credits() {
    each("attribution_windows.json", |case, c| {
        let hours = &case["config"]["windows_hours"];
        let window = |key: &str| hours[key].as_f64().map(|h| (h * 60.0) as u32);
        let rule = Preset {
            id: "case",
            name: "case",
            words: "",
            site_click: window("rec_click"),
            email_click: window("email_click"),
            sms_click: window("sms_click"),
            push_click: window("push_click"),
            email_open: window("email_open"),
            push_open: window("push_open"),
            same_product: case["config"]["item_must_match"] == true,
        };
        let at =
            |e: &Value| Moment::parse_rfc3339(&format!("{}Z", e["t"].as_str().unwrap())).unwrap();
        let events = list(case, "events");
        let mut names: Vec<&str> = vec!["(none)"];
        let mut credit: BTreeMap<String, f64> = BTreeMap::new();
        for order in events.iter().filter(|e| e["type"] == "order") {
            let touches: Vec<(Touch, Place)> = events
                .iter()
                .enumerate()
                .filter(|(_, e)| e["type"] != "order" && at(e) <= at(order))
                .map(|(n, e)| {
                    let (place, kind) = match e["type"].as_str().unwrap() {
                        "rec_click" => (Place::Site, EventKind::Click),
                        "email_click" => (Place::Email, EventKind::MessageClicked),
                        "email_open" => (Place::Email, EventKind::MessageOpened),
                        "sms_click" => (Place::Sms, EventKind::MessageClicked),
                        "push_open" => (Place::Push, EventKind::MessageOpened),
                        other => panic!("{other}"),
                    };
                    names.push(e["strategy"].as_str().unwrap());
                    let bought = order["items"].as_array();
                    let touch = Touch {
                        order: OrderId(1),
                        event: EventId(n as i64),
                        kind,
                        at: at(e),
                        minutes: u32::try_from((at(order).0 - at(e).0 + 59_999) / 60_000).unwrap(),
                        strategy: names.len() as i64 - 1,
                        variant: 0,
                        placement: 0,
                        channel: 0,
                        campaign: 0,
                        product: e["item"].is_string().then_some(ProductId(1)),
                        same_product: bought.is_some_and(|items| items.contains(&e["item"])),
                    };
                    (touch, place)
                })
                .collect();
            let place = |t: &Touch| touches.iter().find(|(o, _)| o.event == t.event).unwrap().1;
            let winner = rule.credited(touches.iter().map(|(t, _)| t), place);
            let name = names[winner.map_or(0, |t| t.strategy as usize)];
            *credit.entry(name.to_owned()).or_default() += num(&order["value"]);
        }
        let wanted = case["expected"]["credit"].as_object().unwrap();
        assert_eq!(credit.len(), wanted.len(), "{credit:?}");
        for (name, value) in wanted {
            c.eq(name, credit[name], value);
        }
    });
}
