"""Personal data: exporting what is stored about a rep, erasing a rep, and the retention of closed deals."""

from __future__ import annotations

import unicodedata
from functools import partial

import streamlit as st

from coaching.access import known_reps, person_finder, security_log
from coaching.importing import visible
from coaching.report import safe_stem
from coaching.store import (
    Erased,
    Store,
    StoreProblem,
    apply_retention,
    commitments,
    count_older_deals,
    erase_person,
    export_rep,
    get_dataset,
    list_datasets,
    set_setting,
    setting_names,
)
from coaching.words import Words, plain
from pages.kit import cards, changes, dataset_choice, downloads
from pages.kit.escape import markdown
from pages.session import access, cache, clock, datasets, results, url
from pages.session.datasets import Scope
from pages.session.session_state import session

PAGE = "privacy"
_MOST_MONTHS = 240
#: An example of a pseudonym.
_EXAMPLE = "Rep-1a2b3c4d"
ZIP = "application/zip"


def export(scope: Scope, words: Words) -> None:
    """Show the download of everything that is stored about one rep."""
    cards.lead(words("privacy.export.lead"))
    rep = _pick(scope, "export-rep", words)
    if rep is None:
        return
    downloads.button(
        words("privacy.export.button"),
        partial(_exported, scope, rep),
        file_name=f"{safe_stem(rep)}.zip",
        mime=ZIP,
        icon=":material/folder_zip:",
        what="export_rep",
        key="export-file",
        on_click="ignore",
    )


def erase(scope: Scope, words: Words) -> None:
    """Show the button that replaces a rep by a pseudonym, which asks for the name to confirm."""
    cards.lead(words("privacy.erase.lead"))
    done, session().erased = session().erased, None
    if done is not None:
        _show_outcome(done, words)
    rep = _pick(scope, "erase-rep", words)
    if rep is None:
        return
    st.button(
        words("privacy.erase.button"),
        icon=":material/person_remove:",
        key="erase",
        disabled=not changes.may_change(scope),
        on_click=changes.ask,
        args=("erase",),
    )
    changes.question("erase", words("privacy.erase.title"), partial(_ask, scope, rep, words))


def retention(scope: Scope, words: Words) -> None:
    """Show the field for how many months closed deals are kept, and the button that removes older ones."""
    cards.lead(words("privacy.retention.lead"))
    now = datasets.settings(scope.token).get(setting_names.RETENTION)
    may = changes.may_change(scope)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        months = st.number_input(
            words("privacy.retention.months"),
            min_value=1,
            max_value=_MOST_MONTHS,
            value=int(now) if now else None,
            step=1,
            placeholder=words("privacy.retention.forever"),
            key=f"retention-{scope.link}-{changes.round_of(setting_names.RETENTION)}",
            width=260,
        )
        if st.button(words("setup.save"), key="retention-save", icon=":material/save:", disabled=not may):
            back = partial(_set, months=now)
            changes.change(
                scope, PAGE, "set_settings", partial(_set, months=months), back=back, part=setting_names.RETENTION
            )
            st.rerun()
    if not now or not may:
        return
    count = count_older_deals(scope.intake.tables.deals, int(now), clock.today())
    cards.small(words.count("privacy.retention.older", count))
    if not count:
        return
    st.button(
        words("privacy.retention.apply"),
        key="retention-apply",
        icon=":material/auto_delete:",
        on_click=changes.ask,
        args=("retention",),
    )
    changes.question("retention", words("privacy.retention.title"), partial(_ask_retention, scope, count, words))


def _pick(scope: Scope, key: str, words: Words) -> str | None:
    names = {
        *known_reps(scope.intake.tables),
        *(commitment.rep for commitment in commitments(datasets.store(), scope.dataset.id)),
    }
    if not names:
        st.info(words("rep.none"))
        return None
    return st.selectbox(
        words("rep.choose"),
        sorted(names),
        format_func=plain,
        key=f"{key}-{scope.token}",
        filter_mode="contains",
        width=420,
    )


def _exported(scope: Scope, rep: str) -> bytes:
    return export_rep(datasets.store(), scope.dataset.id, rep, person_finder)


def _ask(scope: Scope, rep: str, words: Words) -> None:
    st.markdown(words("privacy.erase.what", rep=markdown(plain(rep))))
    pseudonym = words("privacy.erase.remains", pseudonym=words.name(_EXAMPLE))
    cards.sentences([words("privacy.erase.goes"), pseudonym, words("privacy.erase.backups")])
    typed = st.text_input(words("privacy.erase.type", rep=markdown(plain(rep))), key="erase-name", autocomplete="off")
    is_same = _as_typed(typed) == _as_typed(plain(rep))
    with st.container(horizontal=True):
        if st.button(
            words("privacy.erase.yes"),
            type="primary" if is_same else "secondary",
            key="erase-yes",
            disabled=not is_same,
        ):
            changes.answered()
            _erase(scope, rep)
            st.rerun()
        if st.button(words("setup.cancel"), key="erase-no"):
            changes.answered()
            st.rerun()


def _as_typed(name: str) -> str:
    """Return a name as it is compared: a copied one may hold invisible marks that a typed one lacks."""
    return unicodedata.normalize("NFC", visible(name))


def _erase(scope: Scope, rep: str) -> None:
    access.need("erase_rep")
    if not changes.may_change(scope):
        return
    done: Erased | StoreProblem | str
    try:
        done = erase_person(datasets.store(), scope.dataset.id, rep, datasets.who(), person_finder)
    except StoreProblem as trouble:
        is_gone = get_dataset(datasets.store(), scope.dataset.id).version != scope.dataset.version
        done = "later" if trouble.code == "busy" and is_gone else trouble
    failed = done.code if isinstance(done, StoreProblem) else None
    security_log.record("erasure", access.viewer().email, data=scope.dataset.id, failed=failed)
    session().erased = done
    forget()


def _show_outcome(done: object, words: Words) -> None:
    """Show the outcome of an erasure."""
    if isinstance(done, StoreProblem):
        changes.problem(done, words)
    elif not isinstance(done, Erased):
        st.warning(words("privacy.erase.later"))
    else:
        lines = [words("privacy.erase.done", pseudonym=done.pseudonym)]
        lines += [words.count("privacy.erase.backups_gone", len(done.backups))] if done.backups else []
        names = {dataset.id: dataset_choice.named(dataset, words) for dataset in list_datasets(datasets.store())}
        elsewhere = [words.name(names[id]) for id in done.elsewhere if id in names] if datasets.is_private() else []
        lines += [words("privacy.erase.elsewhere", datasets=words.listed(elsewhere))] if elsewhere else []
        st.success(markdown("  ".join(lines)), icon=":material/check:")


def _ask_retention(scope: Scope, count: int, words: Words) -> None:
    st.markdown(words.count("privacy.retention.what", count))
    with st.container(horizontal=True):
        if st.button(words("privacy.retention.yes"), type="primary", key="retention-yes"):
            changes.answered()
            if changes.change(scope, PAGE, "set_settings", _apply, message="privacy.retention.done"):
                forget()
            st.rerun()
        if st.button(words("setup.cancel"), key="retention-no"):
            changes.answered()
            st.rerun()


def _apply(store: Store, dataset_id: int, by: str) -> None:
    apply_retention(store, dataset_id, clock.today(), by)


def _set(store: Store, dataset_id: int, by: str, months: int | None) -> None:
    set_setting(store, dataset_id, setting_names.RETENTION, months, by)


def forget() -> None:
    """Drop every cached result of this server, the files read, and the names that this visitor chose."""
    cache.shared_cache().clear()
    results.forget_reading()
    for key in ("rep", "who"):
        url.forget(key)
    session().goals = session().removed = session().removed_person = None
