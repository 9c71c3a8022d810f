"""The made-up team's data as files: plain ones, and ones that look as CRMs write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from coaching.sample.arabic import in_arabic
from coaching.sample.people import LAST_DAY
from coaching.sample.team import CANCELLED_STAGE, LOST_STAGE, STAGES, Sample, invent
from coaching.sample.workbook import Sheet, workbook

_HUBSPOT_STAGES = ("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Closed Won", "Closed Lost")
_SALESFORCE_STAGES = ("Prospecting", "Needs Analysis", "Proposal/Price Quote", "Closed Won", "Closed Lost")
_AS_IN_THE_TEMPLATE = {
    "Rep": "Sales rep",
    "First appointment on": "First appointment held on",
    "Type": "Kind",
    "Date": "Happened on",
    "Email": "E-mail",
}
_THIS_YEAR = pd.Timestamp(LAST_DAY.year, 1, 1)
_EASTERN_DIGITS = str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")


def make(reps: int = 12, deals: int = 1400, seed: int = 7, files: tuple[str, ...] | None = None) -> Mapping[str, bytes]:
    """Return a made-up export as file name -> bytes; the same arguments always give the same files.

    ``files`` names some of ``FORMATS``; all of them by default.
    """
    sample = invent(reps, deals, seed)
    return {name: FORMATS[name](sample) for name in (files or tuple(FORMATS))}


def write(out: Path, reps: int = 12, deals: int = 1400, seed: int = 7, every_format: bool = False) -> tuple[Path, ...]:
    """Write a made-up export and return the files written.

    A name ending in ``.csv`` gets the deals, one in ``.xlsx`` a workbook with deals, activities, goals and reps.
    Anything else is a folder that gets these four as CSV files, or with ``every_format`` each of ``FORMATS``.
    Raises ``ValueError`` where the sample does not fit a worksheet, ``OSError`` where it cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix in (".csv", ".xlsx"):
        contents = {out: FORMATS["deals.csv" if suffix == ".csv" else "team.xlsx"](invent(reps, deals, seed))}
    else:
        sample = invent(reps, deals, seed)
        wanted = FORMATS if every_format else _PLAIN
        contents = {out / name: render(sample) for name, render in wanted.items()}
        out.mkdir(parents=True, exist_ok=True)
    for path, data in contents.items():
        path.write_bytes(data)
    return tuple(contents)


def _csv(frame: pd.DataFrame) -> bytes:
    text = frame.to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d", float_format="%.0f")
    return text.encode("utf-8-sig")


def _team_xlsx(sample: Sample) -> bytes:
    """Return the template that the app offers, filled in."""
    deals = sample.deals.rename(columns=_AS_IN_THE_TEMPLATE | {"Status": "Outcome"})
    goals = sample.goals.assign(**{"Goal period": "month"})
    sheets = {"Deals": deals, "Activities": sample.activities, "Goals": goals, "Reps": sample.reps}
    return workbook({title: Sheet(frame.rename(columns=_AS_IN_THE_TEMPLATE)) for title, frame in sheets.items()})


def _relabelled(deals: pd.DataFrame, stages: tuple[str, ...]) -> pd.Series:
    """Return the stages under another CRM's labels; a cancelled deal is a lost one there."""
    return deals["Stage"].map(dict(zip((*STAGES, LOST_STAGE), stages, strict=True)) | {CANCELLED_STAGE: stages[-1]})


def _expected_or_real_close(deals: pd.DataFrame) -> pd.Series:
    """CRMs show the expected day in the close column as long as a deal is open."""
    expected = deals["Created on"] + pd.to_timedelta(60, unit="D")
    return deals["Closed on"].fillna(expected)


def _hubspot_csv(sample: Sample) -> bytes:
    deals = sample.deals
    minute = pd.to_timedelta(np.arange(len(deals)) * 37 % 540 + 480, unit="min")
    stage = _relabelled(deals, _HUBSPOT_STAGES)

    def at(days: pd.Series) -> pd.Series:
        written: pd.Series = (days + minute).dt.strftime("%Y-%m-%d %H:%M")
        return written.fillna("")

    entered = {
        "Appointment Scheduled": deals["Created on"],
        "Qualified To Buy": deals["First appointment on"],
        "Presentation Scheduled": deals["Next step on"],
        "Closed Won": deals["Closed on"].where(stage == "Closed Won"),
        "Closed Lost": deals["Closed on"].where(stage == "Closed Lost"),
    }
    frame = pd.DataFrame(
        {
            "Record ID": [str(18_200_000_000 + 7919 * number) for number in range(len(deals))],
            "Deal Name": deals["Deal name"],
            "Deal Stage": stage,
            "Pipeline": "Sales Pipeline",
            "Amount": deals["Amount"],
            "Deal owner": deals["Rep"],
            "HubSpot Team": deals["Team"],
            "Create Date": at(deals["Created on"]),
            "Close Date": at(_expected_or_real_close(deals)),
            "Original Source": deals["Source"],
            "Closed Lost Reason": deals["Lost reason"].fillna("(No value)"),
        }
        | {f'Date entered "{label} (Sales Pipeline)"': at(days) for label, days in entered.items()}
    )
    return _csv(frame)


def _salesforce_xlsx(sample: Sample) -> bytes:
    deals = sample.deals
    stage = _relabelled(deals, _SALESFORCE_STAGES)
    close = _expected_or_real_close(deals)
    chance = dict(zip(_SALESFORCE_STAGES, (10, 20, 75, 100, 0), strict=True))
    frame = pd.DataFrame(
        {
            "Opportunity Owner": deals["Rep"],
            "Account Name": deals["Account"],
            "Opportunity Name": deals["Deal name"],
            "Stage": stage,
            "Amount": deals["Amount"],
            "Probability (%)": stage.map(chance),
            "Age": (deals["Closed on"].fillna(pd.Timestamp(LAST_DAY)) - deals["Created on"]).dt.days,
            "Close Date": close,
            "Created Date": deals["Created on"],
            "Lead Source": deals["Source"],
            "Type": "New Business",
        }
    )
    above = (("Opportunities by owner",), (f"As of {LAST_DAY.isoformat()} • Sorted by Created Date",), ("All time",))
    total = ("Total", None, None, None, float(deals["Amount"].sum()))
    below = (
        total,
        (f"Grand Totals ({len(deals)} records)",),
        ("Confidential Information - Do Not Distribute",),
        ("Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",),
    )
    return workbook({"Opportunities by owner": Sheet(frame, above, below, '"SAR" #,##0.00')})


def _arabic_csv(sample: Sample) -> bytes:
    deals = in_arabic(sample).deals
    deals = deals[deals["Created on"] >= _THIS_YEAR]
    amount = deals["Amount"].map("{:,.0f}".format, na_action="ignore")
    frame = pd.DataFrame(
        {
            "رقم الصفقة": deals["Deal ID"],
            "العميل": deals["Account"],
            "اسم المندوب": deals["Rep"],
            "الفريق": deals["Team"],
            "المنتج": deals["Product"],
            "المصدر": deals["Source"],
            "المرحلة": deals["Stage"],
            "الحالة": deals["Status"],
            "قيمة الصفقة": amount.map(lambda text: f"{text.translate(_EASTERN_DIGITS)} ر.س", na_action="ignore"),
            "تاريخ الإنشاء": deals["Created on"],
            "تاريخ أول موعد": deals["First appointment on"],
            "تاريخ عرض السعر": deals["Next step on"],
            "تاريخ الإغلاق": deals["Closed on"],
            "سبب الخسارة": deals["Lost reason"],
        }
    )
    return _csv(frame)


_PLAIN: Mapping[str, Callable[[Sample], bytes]] = {
    "deals.csv": lambda sample: _csv(sample.deals),
    "activities.csv": lambda sample: _csv(sample.activities),
    "goals.csv": lambda sample: _csv(sample.goals),
    "reps.csv": lambda sample: _csv(sample.reps),
}

#: What ``sample_data`` holds: file name -> how it is made.
FORMATS: Mapping[str, Callable[[Sample], bytes]] = {
    "deals.csv": _PLAIN["deals.csv"],
    "team.xlsx": _team_xlsx,
    "team-ar.xlsx": lambda sample: _team_xlsx(in_arabic(sample)),
    "hubspot-deals.csv": _hubspot_csv,
    "salesforce-report.xlsx": _salesforce_xlsx,
    "arabic-deals.csv": _arabic_csv,
}
