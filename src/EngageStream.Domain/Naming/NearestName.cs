namespace EngageStream.Domain.Naming;

/// <summary>
/// For error messages: finds the name that was probably meant: the nearest by optimal string alignment distance (insert, delete, replace, or
/// swap two neighbours; letter case counts nothing), unless even that differs in more than a third of its letters.
/// </summary>
public static class NearestName
{
    /// <summary>The name that was probably meant; <see langword="null"/> where none is near enough to be a slip of the keys.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = Math.Max(1, (name.Length + 1) / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>The hint that ends an error message: <c>; did you mean 'X'?</c>, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (int j = 1; j <= b.Length; j++)
        {
            rows[0, j] = j;
            for (int i = 1; i <= a.Length; i++)
            {
                int replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
