using EngageStream.Oracle.People;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Comparison;

/// <summary>Compares a person's outputs, topic by topic, as multisets by id and in their order.</summary>
internal sealed class PersonComparison(TopicNames topics)
{
    public List<Difference> Compare(string user, IReadOnlyList<ExpectedOutput> expected, IReadOnlyList<ObservedOutput> seen)
    {
        ILookup<string, ExpectedOutput> expectedByTopic = expected.ToLookup(e => e.Topic);
        ILookup<string, ObservedOutput> seenByTopic = seen.ToLookup(s => s.Record.Topic);
        return topics.Outputs.SelectMany(topic => Compare(user, topic, expectedByTopic[topic].ToList(), seenByTopic[topic].ToList())).ToList();
    }

    private IEnumerable<Difference> Compare(string user, string topic, List<ExpectedOutput> expected, List<ObservedOutput> seen)
    {
        // 1. Pair what has the same id, the first with the first.
        var waiting = seen.GroupBy(s => s.Id).ToDictionary(same => same.Key, same => new Queue<ObservedOutput>(same));
        var pairs = new List<(ExpectedOutput Expected, ObservedOutput Seen)>();
        var missing = new List<ExpectedOutput>();
        foreach (ExpectedOutput each in expected)
        {
            if (waiting.TryGetValue(each.Id, out Queue<ObservedOutput>? same) && same.TryDequeue(out ObservedOutput? first))
            {
                pairs.Add((each, first));
            }
            else
            {
                missing.Add(each);
            }
        }

        // 2. What has no partner.
        foreach (ExpectedOutput each in missing.Where(m => IsDemanded(m, topic, expected, pairs)))
        {
            yield return new Difference(DifferenceKind.Missing, topic, user, each.Id, Told(each), "");
        }

        HashSet<string> asked = expected.Select(e => e.Id).ToHashSet();
        foreach (ObservedOutput each in waiting.Values.SelectMany(left => left))
        {
            DifferenceKind kind = asked.Contains(each.Id) ? DifferenceKind.Doubled : DifferenceKind.Unexpected;
            yield return new Difference(kind, topic, user, each.Id, "", $"{each.Text} in {each.Place}");
        }

        // 3. Content.
        foreach ((ExpectedOutput want, ObservedOutput got) in pairs)
        {
            List<(string Field, string? Expected, string? Seen)> fields = FieldComparison.Compare(want, got);
            if (fields.Count > 0)
            {
                yield return new Difference(
                    DifferenceKind.Wrong, topic, user, want.Id,
                    $"{Told(want)}: {string.Join(", ", fields.Select(f => $"{f.Field}={f.Expected ?? "absent"}"))}",
                    $"{string.Join(", ", fields.Select(f => $"{f.Field}={f.Seen ?? "absent"}"))} in {got.Place}");
            }
        }

        // 4. Order.
        foreach (((ExpectedOutput Expected, ObservedOutput Seen) before, (ExpectedOutput Expected, ObservedOutput Seen) after) in pairs.Zip(pairs.Skip(1)))
        {
            if (before.Seen.Record.Partition != after.Seen.Record.Partition || before.Seen.Record.Offset > after.Seen.Record.Offset)
            {
                yield return new Difference(
                    DifferenceKind.OutOfOrder, topic, user, after.Expected.Id,
                    $"{Told(after.Expected)} after {Told(before.Expected)}", $"{after.Seen.Place} and {before.Seen.Place}");
            }
        }
    }

    // Of profiles the last counts: their topic is compacted. What the last moments bring may be on its way still, unless something
    // later was seen.
    private bool IsDemanded(
        ExpectedOutput missing, string topic, List<ExpectedOutput> expected, List<(ExpectedOutput Expected, ObservedOutput Seen)> pairs)
    {
        bool laterSeen = pairs.Any(pair => expected.IndexOf(pair.Expected) > expected.IndexOf(missing));
        return topic == topics.Profiles
            ? !laterSeen && ReferenceEquals(missing, expected.LastOrDefault(e => !e.IsOptional))
            : laterSeen || !missing.IsOptional;
    }

    private static string Told(ExpectedOutput output) => $"{output.Text} at {Input.Instants.Write(output.AtMs)}";
}
