using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Actors;

/// <summary>Counts an event in a user's state. Everything here is placed by event time.</summary>
public sealed class ActivityRecorder(EngagementModel model)
{
    // By event index + 1.
    private readonly CountedSeries[][] _series =
        [.. Enumerable.Range(-1, model.Events.Count + 1).Select(e => CountedSeries.Of(model, e).ToArray())];

    /// <summary>Counts the event; true if it made a new active day, on which the churn risk rests.</summary>
    public bool Record(UserState user, InputEvent e, long nowMs, EffectBuffer effects)
    {
        long at = e.TimestampMs;
        user.Events++;
        user.LastRecordMs = nowMs;
        user.FirstSeenMs = user.FirstSeenMs == 0 ? at : Math.Min(user.FirstSeenMs, at);

        int day = model.Calendar.DayOf(at);
        bool newActiveDay = false;
        if (model.IsActivity(e.EventIndex))
        {
            newActiveDay = RecordDay(user, day, nowMs);
            RecordSession(user, at, model.SessionGapMs);
            user.LastActivityMs = Math.Max(user.LastActivityMs, at);
        }

        RecordTotal(user, e);
        RecordWindows(user, e, day, nowMs);
        if (e.HasTraits)
        {
            effects.ProfileChanged |= RecordTraits(user, e);
        }

        return newActiveDay;
    }

    private static void RecordTotal(UserState user, InputEvent e)
    {
        if (e.EventIndex != EventSchema.Unlisted)
        {
            int at = user.Totals.Find(e.EventIndex);
            if (at < 0)
            {
                user.Totals.Set(new EventTotal(e.EventIndex, 1, Math.Max(0, e.TimestampMs)));
                return;
            }

            ref EventTotal total = ref user.Totals.Items[at];
            total.Count++;
            total.LastMs = Math.Max(total.LastMs, e.TimestampMs);
        }
    }

    private void RecordWindows(UserState user, InputEvent e, int day, long nowMs)
    {
        foreach (CountedSeries series in _series[e.EventIndex + 1])
        {
            double value = series.ValueOf(e);
            uint bucket = series.Grain == BucketGrain.LocalDay ? (uint)day : series.Grain.BucketOf(e.TimestampMs, model.Calendar);
            if (value == 0 || series.Grain.EndOf(bucket, model.Calendar) + series.Grain.LongestWindowMs() <= nowMs)
            {
                continue;
            }

            // Most events add to the last bucket. What has expired is looked for only where a bucket more takes room.
            if (!user.Cells.TryAdd(series.Index, bucket, value))
            {
                user.Cells.DropExpired(series.Index, nowMs, model.Calendar);
                user.Cells.Add(series.Index, bucket, value);
            }
        }
    }

    private bool RecordDay(UserState user, int day, long nowMs)
    {
        if (user.ActiveDays == 0)
        {
            user.FirstActiveDay = day;
            user.LastActiveDay = day;
            user.ActiveDays = 1;
            return true;
        }

        bool isNew = day > user.LastActiveDay || day < user.FirstActiveDay || IsUnseenBetween(user, day, nowMs);
        user.FirstActiveDay = Math.Min(user.FirstActiveDay, day);
        user.LastActiveDay = Math.Max(user.LastActiveDay, day);
        user.ActiveDays += isNew ? 1 : 0;
        return isNew;
    }

    // A late event on a day between the first and the last: the activity's day cells know the last 90 days. An older day is
    // taken as seen, for the memory of it is gone.
    private bool IsUnseenBetween(UserState user, int day, long nowMs)
    {
        if (day == user.LastActiveDay || day == user.FirstActiveDay)
        {
            return false;
        }

        // What has expired may or may not be here still: packing drops it.
        ReadOnlySpan<Cell> days = user.Cells.Series(WindowReader.SeriesOf(EngagementModel.ActivityMetric, WindowSpan.Days90));
        while (!days.IsEmpty && BucketGrain.LocalDay.EndOf(days[0].Bucket, model.Calendar) + BucketGrain.LocalDay.LongestWindowMs() <= nowMs)
        {
            days = days[1..];
        }

        if (days.IsEmpty || day < (int)days[0].Bucket)
        {
            return false;
        }

        foreach (Cell cell in days)
        {
            if (cell.Bucket == (uint)day)
            {
                return false;
            }
        }

        return true;
    }

    // A late event widens the session it touches; one that belongs to an earlier session leaves the count as it is.
    private static void RecordSession(UserState user, long at, long gapMs)
    {
        if (user.Sessions == 0 || at > user.SessionLastMs + gapMs)
        {
            user.EndedSessionsMs += user.SessionLastMs - user.SessionStartMs;
            user.SessionStartMs = at;
            user.SessionLastMs = at;
            user.Sessions++;
        }
        else if (at >= user.SessionStartMs)
        {
            user.SessionLastMs = Math.Max(user.SessionLastMs, at);
        }
        else if (at >= user.SessionStartMs - gapMs)
        {
            user.SessionStartMs = at;
        }
    }

    private static bool RecordTraits(UserState user, InputEvent e)
    {
        bool changed = false;
        for (int slot = 0; slot < e.Traits.Length; slot++)
        {
            PropertyValue value = e.Traits[slot];
            TraitValue known = user.Traits.Get(slot);
            bool same = value.Kind == PropertyKind.Missing || (value.Kind == known.Kind
                && (value.Kind == PropertyKind.Text ? e.TextOf(value).SequenceEqual(known.Text) : value.Number == known.Number));
            if (!same)
            {
                byte[]? text = value.Kind == PropertyKind.Text ? e.TextOf(value).ToArray() : null;
                user.Traits.Set(new TraitValue(slot, value.Kind, value.Number, text));
                changed = true;
            }
        }

        return changed;
    }
}
