using EngageStream.Domain.Model;

namespace EngageStream.Playbooks.Tests;

/// <summary>A small playbook with a place for the expression under test.</summary>
internal static class Sample
{
    public const string File = "p.yaml";

    private const string Frame = """
        playbook: sample
        events:
          Order Completed: { properties: { revenue: number, top_product: text } }
          Order Refunded: { activity: false, properties: { revenue: number } }
          Signed Up: {}
        traits: { email: text, firstName: text, age: number }
        stages:
          - name: dormant
            when: WHEN
            away: true
          - name: growth
            when: ever('Order Completed')
          - name: introduction
        campaigns:
          - name: hello
            enter: ENTER
            where: WHERE
            send:
              channel: push
              template: hello
              variables:
                value: VARIABLE
        """;

    /// <summary>The <c>when</c> expression begins at 9:11, <c>enter</c> at 16:12, <c>where</c> at 17:12, the variable at 22:16.</summary>
    public static string Text(
        string when = "silent >= 30d", string enter = "{ event: Order Completed }", string where = "risk < 0.7", string variable = "risk") =>
        Frame.Replace("WHEN", when, StringComparison.Ordinal)
            .Replace("ENTER", enter, StringComparison.Ordinal)
            .Replace("WHERE", where, StringComparison.Ordinal)
            .Replace("VARIABLE", variable, StringComparison.Ordinal);

    public static string[] Errors(string text) => [.. PlaybookCompiler.Compile(text, File).Errors.Select(e => e.ToString())];

    public static EngagementModel Model(string text)
    {
        PlaybookResult result = PlaybookCompiler.Compile(text, File);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        return result.Model!;
    }
}
