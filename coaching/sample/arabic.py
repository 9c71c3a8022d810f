"""The made-up team in Arabic: the same deals under Arabic names, products, sources and stages."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from coaching.sample.team import CANCELLED_STAGE, LOST_STAGE, STAGES, Sample

#: The cast and their managers.
PEOPLE = {
    "Sara Haddad": "سارة حداد",
    "Yousef Darwish": "يوسف درويش",
    "Omar Nasser": "عمر ناصر",
    "Maya Khoury": "مايا خوري",
    "Hannah Clarke": "هناء كمال",
    "Layla Mansour": "ليلى منصور",
    "Daniel Reed": "دانيال رضا",
    "Adam Farouk": "آدم فاروق",
    "Huda Salem": "هدى سالم",
    "Tariq Aziz": "طارق عزيز",
    "Mona Rashid": "منى راشد",
    "Peter Lang": "بدر لبيب",
    "Salma Idris": "سلمى إدريس",
    "Nabil Hakim": "نبيل حكيم",
    "Rania Odeh": "رانيا عودة",
    "Karim Lotfy": "كريم لطفي",
}
_PLACES = {
    "Riyadh": "الرياض",
    "Jeddah": "جدة",
    "Dammam": "الدمام",
    "Dubai": "دبي",
    "Doha": "الدوحة",
    "Kuwait": "الكويت",
    "Amman": "عمّان",
    "Cairo": "القاهرة",
    "Central": "الوسطى",
    "West": "الغربية",
    "East": "الشرقية",
    "Emirates": "الإمارات",
    "Qatar": "قطر",
    "Levant": "الشام",
    "Egypt": "مصر",
}
_PRODUCTS = {
    "Starter": "الباقة الأولى",
    "Business": "باقة الأعمال",
    "Enterprise": "باقة المنشآت",
    "Analytics": "التحليلات",
}
_SOURCES = {
    "Referral": "توصية",
    "Website": "الموقع الإلكتروني",
    "Cold call": "اتصال مباشر",
    "Trade fair": "معرض تجاري",
}
_REASONS = {
    "Price": "السعر",
    "No budget": "لا ميزانية",
    "Chose a competitor": "اختار منافسًا",
    "No decision": "لم يُتخذ قرار",
    "Bad timing": "توقيت غير مناسب",
    "Missing feature": "ميزة ناقصة",
}
_COMPANIES = {
    "Najd": "نجد",
    "Al Noor": "النور",
    "Gulf Star": "نجمة الخليج",
    "Red Sea": "البحر الأحمر",
    "Blue Palm": "النخلة الزرقاء",
    "Oasis": "واحة الصحراء",
    "Summit": "القمة",
    "Falcon": "الصقر",
    "Horizon": "أفق المستقبل",
    "Cedar": "الأرز",
    "Delta": "الدلتا",
    "Pearl": "اللؤلؤة",
    "Atlas": "الأطلس",
    "Vision": "الرؤية",
    "Tuwaiq": "طويق",
}
_TRADES = {
    "Trading": "للتجارة",
    "Logistics": "للنقل",
    "Foods": "للأغذية",
    "Contracting": "للمقاولات",
    "Medical": "الطبية",
    "Retail": "للتجزئة",
}
#: Labels of stages and outcomes, as CRMs in Arabic have them.
STAGES_OF = MappingProxyType(
    dict(
        zip(
            (*STAGES, LOST_STAGE, CANCELLED_STAGE),
            ("تم تحديد موعد", "تم عقد أول اجتماع", "تم إرسال عرض السعر", "مكسوبة", "مفقودة", "ملغاة"),
            strict=True,
        )
    )
)
OUTCOMES_OF = MappingProxyType({"Open": "مفتوحة", "Won": "مكسوبة", "Lost": "مفقودة", "Cancelled": "ملغاة"})


def in_arabic(sample: Sample) -> Sample:
    """Return the same team with Arabic text; names drawn beyond the cast of twelve stay as they are."""
    deals = sample.deals.assign(
        **{
            "Account": sample.deals["Account"].map(_account),
            "Rep": sample.deals["Rep"].replace(PEOPLE),
            "Team": sample.deals["Team"].replace(_PLACES),
            "Product": sample.deals["Product"].replace(_PRODUCTS),
            "Source": sample.deals["Source"].replace(_SOURCES),
            "Stage": sample.deals["Stage"].replace(dict(STAGES_OF)),
            "Furthest stage": sample.deals["Furthest stage"].replace(dict(STAGES_OF)),
            "Status": sample.deals["Status"].replace(dict(OUTCOMES_OF)),
            "Lost reason": sample.deals["Lost reason"].replace(_REASONS),
        }
    )
    deals["Deal name"] = deals["Account"] + " – " + deals["Product"]
    reps = sample.reps.assign(
        Rep=sample.reps["Rep"].replace(PEOPLE),
        Team=sample.reps["Team"].replace(_PLACES),
        Region=sample.reps["Region"].replace(_PLACES),
        Role="مسؤول حسابات",
        Manager=sample.reps["Manager"].replace(PEOPLE),
    )
    return Sample(deals, _of_people(sample.activities), _of_people(sample.goals), reps)


def _of_people(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(Rep=frame["Rep"].replace(PEOPLE))


def _account(name: str) -> str:
    company, _, trade = name.rpartition(" ")
    return f"شركة {_COMPANIES[company]} {_TRADES[trade]}" if company in _COMPANIES else name
