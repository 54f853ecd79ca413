//! Where the shop file lies, and as of when it is looked at.

use super::Desk;
use super::progress::Bar;
use crate::model::time::{Day, Moment};
use crate::shop::{self, Options, Shop};
use anyhow::{Context, anyhow};
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use std::path::PathBuf;

/// A moment, or a day whose end is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Moment(Moment),
    Day(Day),
}

impl Desk {
    /// The data folder of the platform, or the folder of `--shop` / REGULARS_SHOP.
    pub(crate) fn shop_file(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.common.shop {
            return Ok(path.clone());
        }
        if let Some(path) = std::env::var_os("REGULARS_SHOP").filter(|p| !p.is_empty()) {
            return Ok(PathBuf::from(path));
        }
        Ok(data_folder()?.join("shop.db"))
    }

    /// The demo's file: `--shop`, else `demo.db` beside the default shop file.
    pub(crate) fn demo_file(&self) -> anyhow::Result<PathBuf> {
        match &self.common.shop {
            Some(path) => Ok(path.clone()),
            None => Ok(data_folder()?.join("demo.db")),
        }
    }

    /// Where a demo lies that is made from within the dashboard of another shop; `None` without a home folder.
    pub(crate) fn own_demo_file(&self) -> Option<PathBuf> {
        data_folder().ok().map(|folder| folder.join("demo.db"))
    }

    /// Opens the shop as of `--now`. A file that was named and is not there is a slip: only what fills a shop makes one.
    pub(crate) fn shop(&self) -> anyhow::Result<Shop> {
        let path = self.shop_file()?;
        if self.is_named() && !path.exists() {
            return Err(shop::Error::Asked(format!(
                "there is no shop file at {}; `regulars import FILE` or `regulars demo` makes one",
                path.display()
            ))
            .into());
        }
        self.open(path)
    }

    /// Opens the shop as of `--now`, making its file if there is none.
    pub(crate) fn shop_to_fill(&self) -> anyhow::Result<Shop> {
        self.open(self.shop_file()?)
    }

    fn is_named(&self) -> bool {
        self.common.shop.is_some()
            || std::env::var_os("REGULARS_SHOP").is_some_and(|path| !path.is_empty())
    }

    /// Before recommending: the first command that needs the fitted part makes and keeps it.
    pub(crate) fn learn_first(&self, shop: &Shop) -> anyhow::Result<()> {
        if !self.common.read_only {
            shop.fit(shop.now(), &Bar::new(self))?;
        }
        Ok(())
    }

    /// Opens a shop file as of `--now`.
    pub(crate) fn open(&self, path: PathBuf) -> anyhow::Result<Shop> {
        let when = self.common.now.as_deref().map(parse).transpose()?;
        let options = Options {
            read_only: self.common.read_only,
            now: match when {
                Some(When::Moment(at)) => Some(at),
                _ => None,
            },
        };
        let shop = Shop::open(&path, options)?;
        Ok(match when {
            Some(When::Day(day)) => {
                let end = shop.zone().end_of(day);
                shop.as_of(end)
            }
            _ => shop,
        })
    }
}

fn data_folder() -> anyhow::Result<PathBuf> {
    let strategy = choose_app_strategy(AppStrategyArgs {
        top_level_domain: "org".into(),
        author: "regulars".into(),
        app_name: "regulars".into(),
    })
    .context("no home folder is set; name the shop file with --shop FILE")?;
    Ok(strategy.data_dir())
}

fn parse(text: &str) -> anyhow::Result<When> {
    if let Ok(day) = text.parse() {
        return Ok(When::Day(day));
    }
    Moment::parse_rfc3339(text)
        .map(When::Moment)
        .ok_or_else(|| {
            anyhow!("--now: `{text}` is not a time; write 2026-01-31 or 2026-01-31T09:00:00Z")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end_and_a_time_itself() {
        assert_eq!(
            parse("2026-01-31").unwrap(),
            When::Day("2026-01-31".parse().unwrap())
        );
        assert_eq!(
            parse("1970-01-01T00:00:01Z").unwrap(),
            When::Moment(Moment(1000))
        );
        assert!(parse("yesterday").is_err());
    }
}
