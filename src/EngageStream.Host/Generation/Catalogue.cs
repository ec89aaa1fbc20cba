namespace EngageStream.Host.Generation;

/// <summary>The names from which invented people and products are made.</summary>
internal static class Catalogue
{
    /// <summary>First names.</summary>
    public static readonly byte[][] FirstNames = Utf8(
        "Ada", "Ben", "Chiara", "Dmitri", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jin", "Kofi", "Lena", "Mateo", "Noor", "Olga", "Priya");

    /// <summary>Countries; earlier ones are more frequent.</summary>
    public static readonly byte[][] Countries = Utf8("United Kingdom", "Germany", "France", "Ireland", "Spain", "Netherlands", "Sweden",
        "Portugal");

    /// <summary>Product categories.</summary>
    public static readonly byte[][] Categories = Utf8("books", "garden", "kitchen", "games", "music", "sport", "toys", "travel");

    /// <summary>Number of products; their popularity falls off as a power of their rank.</summary>
    public const int Products = 5000;

    private static byte[][] Utf8(params string[] texts) => texts.Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
}
