using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Comparison;

/// <summary>Compares dead letters: one for each record that is no event, with reason and origin, and no other (IN4).</summary>
internal static class DeadLetterComparison
{
    private const int LargestKept = 1_500_000;

    /// <param name="topics">Names of the topics.</param>
    /// <param name="rejected">Records that are no events, each with the reason.</param>
    /// <param name="seen">Dead letters.</param>
    public static IEnumerable<Difference> Compare(
        TopicNames topics, IReadOnlyList<(TopicRecord Record, string Reason)> rejected, IReadOnlyList<TopicRecord> seen)
    {
        ILookup<string, TopicRecord> byOrigin = seen.ToLookup(Origin);
        HashSet<string> asked = rejected.Select(r => Origin(r.Record.Partition, r.Record.Offset)).ToHashSet();
        foreach ((TopicRecord record, string reason) in rejected)
        {
            string origin = Origin(record.Partition, record.Offset);
            List<TopicRecord> letters = byOrigin[origin].ToList();
            Difference Of(DifferenceKind kind, string found) => new(kind, topics.DeadLetters, origin, "", reason, found);
            if (letters.Count == 0)
            {
                yield return Of(DifferenceKind.Missing, "");
            }
            else if (letters.Count > 1)
            {
                yield return Of(DifferenceKind.Doubled, $"{letters.Count} dead letters");
            }
            else if (letters[0].Header("engage-reason") != reason)
            {
                yield return Of(DifferenceKind.Wrong, Told(letters[0]));
            }
            else if (!letters[0].Value.SequenceEqual(record.Value.Take(LargestKept)))
            {
                yield return Of(DifferenceKind.Wrong, "another value than the record's");
            }
        }

        foreach (TopicRecord letter in seen.Where(letter => !asked.Contains(Origin(letter))))
        {
            yield return new Difference(DifferenceKind.Unexpected, topics.DeadLetters, Origin(letter), "", "", Told(letter));
        }
    }

    private static string Told(TopicRecord letter) => $"{letter.Header("engage-reason")} {letter.Header("engage-error")}".Trim();

    private static string Origin(TopicRecord letter) => $"{letter.Header("engage-source-partition")}@{letter.Header("engage-source-offset")}";

    private static string Origin(int partition, long offset) => $"{partition}@{offset}";
}
