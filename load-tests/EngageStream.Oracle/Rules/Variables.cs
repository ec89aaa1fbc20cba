namespace EngageStream.Oracle.Rules;

/// <summary>Short ways to write variables.</summary>
internal static class Variables
{
    public static Func<Moment, string?> Trait(string name, string fallback) => m => m.Person.Trait(name) ?? fallback;

    public static Func<Moment, string?> Count(string name, Window window) => m => Words.Number(m.Person.Count(name, window, m.NowMs));

    public static Func<Moment, string?> Total(string name) => m => Words.Number(m.Person.Total(name));

    public static Func<Moment, string?> Sum(string name, string property, Window window) =>
        m => Words.Number(m.Person.Sum(name, property, window, m.NowMs));

    public static Func<Moment, string?> Since(string name) => m => Words.Duration(m.Person.Since(name, m.NowMs));

    public static Func<Moment, string?> Silent => m => Words.Duration(m.Person.Silent(m.NowMs));

    public static Func<Moment, string?> SessionCount => m => Words.Number(m.Person.Sessions);

    public static Func<Moment, string?> Risk => m => Words.Number(m.Person.Risk(m.NowMs));

    public static Func<Moment, string?> Number(string property, string? fallback = null) =>
        m => Words.Number(m.Event?.Number(property)) ?? fallback;

    public static Func<Moment, string?> Text(string property, string? fallback = null) => m => m.Event?.Text(property) ?? fallback;
}
