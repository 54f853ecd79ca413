//! What a field is compared with, by the kind of the field.

use super::Checker;
use crate::model::text::fold;
use crate::targeting::ast::Value;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::fields::FieldInfo;
use crate::targeting::moment::MomentTest;
use crate::targeting::parse::is_order;
use crate::targeting::plan::{AnyField, Cmp, Measured, NumberTest, Test, TextTest, TimeTest, What};
use crate::targeting::span::Span;
use crate::targeting::when::{When, Window};

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        info: &FieldInfo,
        field: AnyField,
        what: Option<What>,
        cmp: Cmp,
        value: &Value,
        window: Option<Window>,
    ) -> Option<Test> {
        match field {
            AnyField::Figure(figure, _) => {
                let n = self.number(info, &field, value)?;
                Some(Test::Figure {
                    figure,
                    what,
                    window,
                    is: NumberTest::Is(cmp, n),
                })
            }
            AnyField::Measure(measure, _) => {
                let n = self.number(info, &field, value)?;
                let of = Measured {
                    measure,
                    what,
                    window,
                };
                Some(Test::Measure(of, NumberTest::Is(cmp, n)))
            }
            AnyField::Stated(_) => None,
            AnyField::Moment(field) => self.compare_moment(info, field, cmp, value),
            AnyField::ProductNumber(number) => {
                let n = self.number(info, &field, value)?;
                Some(Test::ProductNumber(number, NumberTest::Is(cmp, n)))
            }
            AnyField::Time(time) => {
                let when = self.when(value)?;
                Some(Test::Time(time, TimeTest::Is(cmp, when)))
            }
            AnyField::Flag(flag) => {
                let yes = self.flag(info, cmp, value)?;
                Some(Test::Flag(flag, yes))
            }
            AnyField::Text(text) => {
                if is_order(cmp) {
                    self.no_order(info, cmp, value);
                    return None;
                }
                let word = self.word(&text, value);
                Some(Test::Text(text, TextTest::Is(word, cmp == Cmp::NotEqual)))
            }
        }
    }

    pub(super) fn no_order(&mut self, info: &FieldInfo, cmp: Cmp, value: &Value) {
        self.error(
            value.span,
            format!("`{}` is a text: it has no {}", info.name, cmp.sign()),
            "Compare texts with =, !=, IN, CONTAINS, STARTS WITH or ENDS WITH.",
        );
    }

    pub(super) fn between(
        &mut self,
        info: &FieldInfo,
        field: AnyField,
        what: Option<What>,
        low: &Value,
        high: &Value,
    ) -> Option<Test> {
        let ends = low.span.to(high.span);
        match field {
            AnyField::Figure(..) | AnyField::Measure(..) | AnyField::ProductNumber(_) => {
                let (from, to) = (
                    self.number(info, &field, low),
                    self.number(info, &field, high),
                );
                let (from, to) = (from?, to?);
                if from > to {
                    self.swapped(ends, low, high);
                }
                let is = NumberTest::Between(from, to);
                Some(match field {
                    AnyField::ProductNumber(number) => Test::ProductNumber(number, is),
                    AnyField::Figure(figure, _) => Test::Figure {
                        figure,
                        what,
                        window: None,
                        is,
                    },
                    AnyField::Measure(measure, _) => Test::Measure(
                        Measured {
                            measure,
                            what,
                            window: None,
                        },
                        is,
                    ),
                    _ => return None,
                })
            }
            AnyField::Time(time) => {
                let (from, to) = (self.when(low), self.when(high));
                let (from, to) = (from?, to?);
                if let (When::Date(a), When::Date(b)) = (from, to)
                    && a > b
                {
                    self.swapped(ends, low, high);
                }
                Some(Test::Time(time, TimeTest::Between(from, to)))
            }
            AnyField::Moment(moment) if !moment.is_text() => {
                let (from, to) = (
                    self.moment_number(info, moment, low),
                    self.moment_number(info, moment, high),
                );
                let (from, to) = (from?, to?);
                if from > to {
                    self.swapped(ends, low, high);
                }
                let is = MomentTest::Number(NumberTest::Between(from, to));
                Some(Self::of_moment(moment, is))
            }
            AnyField::Text(_) | AnyField::Flag(_) | AnyField::Stated(_) | AnyField::Moment(_) => {
                self.error(
                    ends,
                    format!("`{}` has no order, so nothing is between", info.name),
                    format!("For example: {}", info.example),
                );
                None
            }
        }
    }

    pub(super) fn swapped(&mut self, span: Span, low: &Value, high: &Value) {
        let problem = Diagnostic::warning(
            span,
            "nothing lies between these: the first is the greater one",
            "Turn them round.",
        )
        .with_replacement(format!("{high} AND {low}"));
        self.problems.push(problem);
    }

    pub(super) fn list(
        &mut self,
        info: &FieldInfo,
        field: AnyField,
        what: Option<What>,
        not: bool,
        values: &[Value],
    ) -> Option<Test> {
        match field {
            AnyField::Figure(..) | AnyField::Measure(..) | AnyField::ProductNumber(_) => {
                let all: Vec<Option<i64>> = values
                    .iter()
                    .map(|v| self.number(info, &field, v))
                    .collect();
                let is = NumberTest::In(all.into_iter().collect::<Option<_>>()?, not);
                Some(match field {
                    AnyField::ProductNumber(number) => Test::ProductNumber(number, is),
                    AnyField::Figure(figure, _) => Test::Figure {
                        figure,
                        what,
                        window: None,
                        is,
                    },
                    AnyField::Measure(measure, _) => Test::Measure(
                        Measured {
                            measure,
                            what,
                            window: None,
                        },
                        is,
                    ),
                    _ => return None,
                })
            }
            AnyField::Time(time) => {
                let all: Vec<Option<When>> = values.iter().map(|v| self.when(v)).collect();
                Some(Test::Time(
                    time,
                    TimeTest::In(all.into_iter().collect::<Option<_>>()?, not),
                ))
            }
            AnyField::Text(text) => {
                let words = values.iter().map(|v| self.word(&text, v)).collect();
                Some(Test::Text(text, TextTest::In(words, not)))
            }
            AnyField::Moment(field) => self.list_moment(info, field, not, values),
            AnyField::Flag(_) | AnyField::Stated(_) => {
                let first = values.first().map_or(Span::default(), |v| v.span);
                self.error(
                    first,
                    format!("`{}` is yes or no", info.name),
                    format!("Write {} = yes.", info.name),
                );
                None
            }
        }
    }

    fn flag(&mut self, info: &FieldInfo, cmp: Cmp, value: &Value) -> Option<bool> {
        let said = match fold(&value.text).as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        };
        match (cmp, said) {
            (Cmp::Equal, Some(yes)) => Some(yes),
            (Cmp::NotEqual, Some(yes)) => Some(!yes),
            _ => {
                self.error(
                    value.span,
                    format!("`{}` is yes or no", info.name),
                    format!("Write {} = yes or {} = no.", info.name, info.name),
                );
                None
            }
        }
    }
}
