namespace EngageStream.Host.Configuration;

/// <summary>
/// Settings from environment variables, by one rule: <c>ENGAGE_</c>, then the key in capitals with <c>_</c> for each dot.
/// <c>ENGAGE_KAFKA_BOOTSTRAP_SERVERS</c> is <c>kafka.bootstrap.servers</c>.
/// </summary>
public static class EnvironmentSettings
{
    private const string Prefix = "ENGAGE_";

    // These place the program's files or say how tests run, whose engines inherit them; they are no settings of the engine.
    private const string TestPrefix = "ENGAGE_TEST_";

    private static readonly string[] NotSettings =
        [Paths.ProjectFiles.RootVariable, Paths.SharedDataPath.Variable, "ENGAGE_BOOTSTRAP", "ENGAGE_KAFKA_HOME"];

    /// <summary>Settings by dotted key.</summary>
    public static IReadOnlyDictionary<string, Setting> Read(IReadOnlyDictionary<string, string> environment) => environment
        .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal) && variable.Key.Length > Prefix.Length)
        .Where(variable => !NotSettings.Contains(variable.Key) && !variable.Key.StartsWith(TestPrefix, StringComparison.Ordinal))
        .ToDictionary(variable => KeyOf(variable.Key), variable => new Setting(variable.Value, variable.Key), StringComparer.Ordinal);

    private static string KeyOf(string variable) => variable[Prefix.Length..].ToLowerInvariant().Replace('_', '.');
}
