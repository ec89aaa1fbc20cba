namespace EngageStream.Host.Configuration;

/// <summary>Settings from <c>--set key=value</c>; of a key that is given twice the last counts.</summary>
public static class SetFlags
{
    /// <summary>Whether a text has the form <c>key=value</c>.</summary>
    public static bool IsFlag(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0;

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
