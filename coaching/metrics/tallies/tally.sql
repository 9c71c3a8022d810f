-- The tallies of a deals table, as one statement: their specification, and what checks the code that computes them.
--
-- In: a table `deals` with the columns of the canonical deals table (`coaching/tables.py`), and the values of `asked`.
-- Out: one row per `part`, `rep`, `product` and `number`; a sum that nothing adds to is null, which reads as 0.
--
--   part          number                                 sums
--   events        ordinal of the Monday of the week      what happened in the period
--   durations     days since the first appointment       how long deals took, or have been waiting
--   standing      0                                      deals as they are, and how far those of the period have come
--
-- Money is added up in whole thousandths, so that sums do not depend on the order of the rows. A shared deal counts by
-- its share; counts are rounded to nine digits by whoever reads them. Written for DuckDB; sqlglot turns it into the words of other engines (`coaching/metrics/tallies/sql.py`).

WITH asked AS (
    SELECT
        CAST($as_of AS DATE) AS as_of,            -- what is dated later has not happened
        CAST($period_start AS DATE) AS period_start,
        CAST($period_end AS DATE) AS period_end,
        CAST($whole AS BOOLEAN) AS whole,         -- the period is all there is: what has no date belongs to it
        CAST($currency AS VARCHAR) AS currency,   -- amounts in another one are in no sum; null takes all
        CAST($outlier_above AS DOUBLE) AS outlier_above
),

read AS (
    SELECT
        CAST(rep AS VARCHAR) AS rep,
        CAST(product AS VARCHAR) AS product,
        CAST(gate AS VARCHAR) AS gate,
        gate_shown AS is_gated,
        created_stands_in,
        CASE WHEN share > 0 AND share <= 1 THEN share ELSE 1 END AS part_of_deal,
        coalesce(outcome = 'won', FALSE) AS won_ever,
        coalesce(outcome = 'lost', FALSE) AS lost_ever,
        coalesce(outcome = 'discarded', FALSE) AS is_discarded,
        amount IS NOT NULL AS has_amount,
        amount IS NOT NULL AND (asked.currency IS NULL OR deals.currency IS NULL OR deals.currency = asked.currency)
            AS is_priced,
        floor(amount * 1000 + 0.5) AS thousandths,
        CAST(created_on AS DATE) AS created_on,
        CAST(first_appointment_on AS DATE) AS held_on,
        CAST(next_step_on AS DATE) AS step_on,
        -- The close date of an open deal is an expected one: it closes nothing.
        CASE WHEN outcome IN ('won', 'lost') THEN CAST(closed_on AS DATE) END AS ended_on,
        -- Without a column of first appointments the day of creation stands in.
        CAST(CASE WHEN created_stands_in THEN coalesce(first_appointment_on, created_on) ELSE first_appointment_on END
            AS DATE) AS start_on
    FROM deals CROSS JOIN asked
    WHERE rep IS NOT NULL
),

-- A gate is reached by its date, by a stage at or past it, or by a win. A loss that does not show how far it came is
-- one from the first appointment.
placed AS (
    SELECT
        *,
        step_on IS NOT NULL OR won_ever OR coalesce(gate IN ('next_step', 'won'), FALSE) AS reached_next,
        held_on IS NOT NULL OR step_on IS NOT NULL OR won_ever
            OR coalesce(gate IN ('first_appointment', 'next_step', 'won'), FALSE)
            OR (lost_ever AND NOT is_gated)
            OR (created_stands_in AND start_on IS NOT NULL
                AND (coalesce(gate <> 'conversation', TRUE) OR won_ever OR lost_ever)) AS reached_first,
        -- A passed gate without a date of its own takes the earliest later date that is known, else the earlier gate's.
        coalesce(start_on, step_on, ended_on, created_on) AS first_on,
        coalesce(step_on, ended_on, start_on) AS next_on,
        coalesce(ended_on, step_on, start_on, created_on) AS closed_on
    FROM read
),

-- One row a deal: what it has come to by the as-of date.
facts AS (
    SELECT
        placed.*,
        asked.as_of,
        asked.outlier_above,
        won_ever AND coalesce(closed_on <= as_of, TRUE) AS is_won,
        lost_ever AND coalesce(closed_on <= as_of, TRUE) AS is_lost,
        NOT is_discarded AND coalesce(coalesce(created_on, start_on) <= as_of, TRUE)
            AND NOT ((won_ever OR lost_ever) AND coalesce(closed_on <= as_of, TRUE)) AS is_open,
        NOT is_discarded AND reached_first AND coalesce(first_on <= as_of, TRUE) AS had_first,
        NOT is_discarded AND reached_next AND coalesce(next_on <= as_of, TRUE) AS had_next,
        whole OR coalesce(first_on BETWEEN period_start AND period_end, FALSE) AS first_in_period,
        whole OR coalesce(next_on BETWEEN period_start AND period_end, FALSE) AS next_in_period,
        whole OR coalesce(closed_on BETWEEN period_start AND period_end, FALSE) AS close_in_period,
        coalesce(start_on <= ended_on, FALSE) AS has_cycle
    FROM placed CROSS JOIN asked
),

-- One row for each thing that a deal adds to.
moments AS (
    SELECT 'first' AS moment, first_on AS happened_on, 0 AS days, * FROM facts WHERE had_first AND first_in_period
    UNION ALL
    SELECT 'next' AS moment, next_on AS happened_on, 0 AS days, * FROM facts WHERE had_next AND next_in_period
    UNION ALL
    SELECT 'close' AS moment, closed_on AS happened_on,
        CASE WHEN is_won AND has_cycle THEN date_diff('day', first_on, closed_on) ELSE 0 END AS days, *
    FROM facts WHERE (is_won OR is_lost) AND close_in_period
    UNION ALL
    SELECT 'wait' AS moment, NULL AS happened_on,
        date_diff('day', first_on, CASE WHEN is_open THEN as_of ELSE closed_on END) AS days, *
    FROM facts
    WHERE had_first AND ((is_open AND start_on IS NOT NULL)
        OR ((is_won OR is_lost) AND has_cycle AND close_in_period))
    UNION ALL
    SELECT 'now' AS moment, NULL AS happened_on, 0 AS days, * FROM facts
),

weighed AS (
    SELECT
        *,
        CASE moment WHEN 'wait' THEN 'durations' WHEN 'now' THEN 'standing' ELSE 'events' END AS part,
        CASE
            WHEN moment = 'wait' THEN days
            -- Day 1 is 1 January of the year 1, a Monday; 0 is a day that is not known.
            WHEN moment <> 'now' AND happened_on IS NOT NULL
                THEN 1 + date_diff('day', DATE '0001-01-01', CAST(date_trunc('week', happened_on) AS DATE))
            ELSE 0
        END AS number,
        is_won AND is_priced AS is_counted,
        floor(thousandths * part_of_deal + 0.5) AS money,
        coalesce(thousandths > floor(outlier_above * 1000 + 0.5), FALSE) AS is_above,
        had_first AND first_in_period AS in_cohort
    FROM moments
)

SELECT
    part,
    rep,
    product,
    number,

    -- events: appointments and next steps by the week in which they were
    sum(part_of_deal) FILTER (WHERE moment = 'first') AS first_appointments,
    sum(part_of_deal) FILTER (WHERE moment = 'first' AND (is_gated OR NOT created_stands_in)) AS known_appointments,
    sum(part_of_deal) FILTER (WHERE moment = 'next') AS next_steps_passed,
    sum(part_of_deal) FILTER (WHERE moment = 'next' AND is_gated) AS gate_passed,

    -- events: wins and losses; a loss counts at a gate only where a like win would
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_lost AND is_gated AND had_first
        AND NOT had_next) AS gate_failed,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_won AND is_gated) AS closings_won,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_lost AND is_gated AND had_next) AS closings_lost,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_won) AS won,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_lost) AS lost,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_won) AS won_from_first,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_lost AND had_first) AS lost_from_first,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_lost AND NOT is_gated) AS ungated_losses,

    -- events: what the wins brought in, and how long they took
    sum(money) FILTER (WHERE moment = 'close' AND is_counted) / 1000 AS revenue,
    sum(money * thousandths) FILTER (WHERE moment = 'close' AND is_counted) / 1000000 AS revenue_squares,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_counted) AS deals_with_amount,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_won AND NOT has_amount) AS won_without_amount,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_won AND has_amount
        AND NOT is_priced) AS won_in_other_currency,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_counted AND is_above) AS outliers,
    sum(money) FILTER (WHERE moment = 'close' AND is_counted AND is_above) / 1000 AS outlier_revenue,
    sum(money * thousandths) FILTER (WHERE moment = 'close' AND is_counted AND is_above) / 1000000 AS outlier_squares,
    sum(part_of_deal) FILTER (WHERE moment = 'close' AND is_won AND has_cycle) AS cycles,
    sum(part_of_deal * days) FILTER (WHERE moment = 'close') AS cycle_days,
    sum(part_of_deal * days * days) FILTER (WHERE moment = 'close') AS cycle_squares,

    -- durations: won, and censored at a loss or at the as-of date
    sum(part_of_deal) FILTER (WHERE moment = 'wait' AND is_won) AS waited_won,
    sum(part_of_deal) FILTER (WHERE moment = 'wait' AND is_lost) AS waited_censored_lost,
    sum(part_of_deal) FILTER (WHERE moment = 'wait' AND is_open) AS waited_censored_open,

    -- standing: how far the first appointments of the period have come
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort) AS cohort_first_appointments,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND had_next) AS cohort_next_steps,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_won) AS cohort_won,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_lost) AS cohort_lost,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_lost AND is_gated
        AND NOT had_next) AS cohort_lost_before_next_step,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_lost AND is_gated
        AND had_next) AS cohort_lost_after_next_step,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_lost AND NOT is_gated) AS cohort_ungated,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_open
        AND NOT had_next) AS cohort_pending_next_step,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND in_cohort AND is_open AND had_next) AS cohort_pending_closing,

    -- standing: the deals as they are, and the losses of any day
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND is_open) AS open,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND is_discarded) AS discarded,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND is_open AND had_first) AS open_first_appointments,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND is_open AND had_first AND NOT had_next) AS pending_next_step,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND is_open AND had_first AND had_next) AS pending_closing,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND (is_won OR is_lost) AND closed_on IS NULL) AS undated,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND lost_ever) AS ever_lost,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND lost_ever AND is_gated AND NOT reached_next) AS ever_lost_early,
    sum(part_of_deal) FILTER (WHERE moment = 'now' AND lost_ever AND is_gated AND reached_next) AS ever_lost_late
FROM weighed
GROUP BY part, rep, product, number
ORDER BY part, rep, product, number
