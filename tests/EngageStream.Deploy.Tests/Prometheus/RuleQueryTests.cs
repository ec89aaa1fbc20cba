using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Live;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>What rules ask is answered by a system that runs.</summary>
[Collection(ObservedSystemGroup.Name)]
public sealed partial class RuleQueryTests(ObservedSystem system)
{
    public static TheoryData<string> Names => [.. Rule.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_rule_has_data_to_judge_with_the_labels_that_it_tells(string name)
    {
        Rule rule = Rule.All.Single(rule => rule.Name == name);
        IReadOnlyList<Series> answer = await system.AskAsync(rule.Unconditional);
        Assert.True(ObservedSystem.HasNumbers(answer), $"{rule.Unconditional}\n has no data");
        IEnumerable<string> told = rule.Annotations.Values.SelectMany(text => Label().Matches(text)).Select(match => match.Groups[1].Value);
        Assert.All(told, label => Assert.Contains(label, answer[0].Labels.Keys));
    }

    [Fact]
    public async Task Prometheus_evaluates_every_rule_without_an_error()
    {
        IReadOnlyList<(string Name, string Health, string Error)> rules = await system.Prometheus.RulesAsync();
        Assert.Equal(Rule.All.Select(rule => rule.Name).Order(), rules.Select(rule => rule.Name).Order());
        Assert.All(rules, rule => Assert.Equal(("ok", ""), (rule.Health, rule.Error)));
    }

    [GeneratedRegex(@"\$labels\.(\w+)")]
    private static partial Regex Label();
}
