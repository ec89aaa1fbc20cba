using EngageStream.Playbooks.Keys;

namespace EngageStream.Playbooks;

/// <summary>
/// The reference of all keys in Markdown, as docs/playbook.md holds it; made from the key tables that the compiler checks against,
/// as <see cref="PlaybookSchema"/> is. A test keeps the page equal.
/// </summary>
public static class PlaybookReference
{
    /// <summary>The line on the page behind which the table stands, to the end of the page.</summary>
    public const string Mark = "<!-- reference: generated from the code, kept equal by a test -->\n\n";

    /// <summary>The table, ending in a line break.</summary>
    public static string Markdown() => ReferenceWriter.Of(PlaybookKeys.Playbook);
}
