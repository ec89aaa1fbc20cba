using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Configuration;

/// <summary>Settings from <c>--set key=value</c>; of a key that is given twice the last counts.</summary>
public static class SetFlags
{
    /// <summary>Whether a text has the form <c>key=value</c>.</summary>
    public static bool IsFlag(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0;

    /// <summary>
    /// One that hides what follows a secret's key among a command line's arguments, also where the equals sign is missing: what is
    /// told of a mistake must not hold it.
    /// </summary>
    public static Redactor Hide(IReadOnlyList<string> arguments) => new(arguments.SelectMany((argument, index) =>
    {
        int end = argument.IndexOfAny(['=', ':', ' ']);
        if (!SecretKeys.IsSecret(end < 0 ? argument : argument[..end]))
        {
            return [];
        }

        return end >= 0 ? [argument[(end + 1)..]] : index + 1 < arguments.Count ? [arguments[index + 1]] : Array.Empty<string>();
    }));

    /// <summary>Settings by dotted key; the texts have been checked.</summary>
    public static IReadOnlyDictionary<string, Setting> Read(IEnumerable<string> flags)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (string flag in flags)
        {
            int equals = flag.IndexOf('=', StringComparison.Ordinal);
            settings[flag[..equals]] = new Setting(flag[(equals + 1)..], "--set");
        }

        return settings;
    }
}
