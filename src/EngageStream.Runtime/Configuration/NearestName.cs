namespace EngageStream.Runtime.Configuration;

/// <summary>Finds the name that was probably meant, for error messages.</summary>
public static class NearestName
{
    /// <summary>The nearest of the known names by edit distance, or null when none is near enough to be a slip of the keys.</summary>
    public static string? Of(string wrong, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(2, wrong.Length / 3) + 1;
        foreach (string name in known)
        {
            int distance = Distance(wrong, name);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (name, distance);
            }
        }

        return best;
    }

    /// <summary>The hint that ends an error message: <c>; did you mean X?</c>, or nothing.</summary>
    public static string Hint(string wrong, IEnumerable<string> known) => Of(wrong, known) is { } name ? $"; did you mean '{name}'?" : "";

    // Levenshtein distance over two rows, ignoring case: "customerid" is a slip for "CustomerID".
    private static int Distance(string a, string b)
    {
        int[] above = Enumerable.Range(0, b.Length + 1).ToArray();
        int[] row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(above[j - 1] + change, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[b.Length];
    }
}
