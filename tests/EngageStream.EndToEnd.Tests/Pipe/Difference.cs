using System.Text;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>Compares two multisets and tells how they differ in words that help.</summary>
internal static class Difference
{
    private const int Shown = 10;

    /// <summary>Fails with the first differences where the multisets are not equal.</summary>
    public static void AssertNone<T>(string what, IReadOnlyCollection<T> expected, IReadOnlyCollection<T> actual)
        where T : notnull
    {
        List<T> missing = Subtract(expected, actual);
        List<T> unexpected = Subtract(actual, expected);
        if (missing.Count + unexpected.Count > 0)
        {
            string counts = $"{what}: expected {expected.Count}, found {actual.Count}";
            Assert.Fail($"{counts}\n{Tell("missing", missing)}{Tell("unexpected", unexpected)}");
        }
    }

    private static List<T> Subtract<T>(IEnumerable<T> from, IEnumerable<T> what)
        where T : notnull
    {
        Dictionary<T, int> left = what.GroupBy(item => item).ToDictionary(group => group.Key, group => group.Count());
        return from.Where(item => !left.TryGetValue(item, out int count) || (left[item] = count - 1) < 0).ToList();
    }

    private static string Tell<T>(string word, List<T> items)
        where T : notnull
    {
        var text = new StringBuilder();
        foreach (string item in items.Select(i => i.ToString()!).Order(StringComparer.Ordinal).Take(Shown))
        {
            text.Append("  ").Append(word).Append(": ").AppendLine(item);
        }

        if (items.Count > Shown)
        {
            text.Append("  … and ").Append(items.Count - Shown).Append(" more ").AppendLine(word);
        }

        return text.ToString();
    }
}
