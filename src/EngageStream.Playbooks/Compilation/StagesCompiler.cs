using EngageStream.Domain.Conditions;
using EngageStream.Domain.Model;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles the stages, which are tried in order, and finds those that nobody can be in.</summary>
internal sealed class StagesCompiler(YamlMap playbook, ErrorSink errors)
{
    private readonly List<YamlMap> _stages = playbook.Find("stages")?.Value is YamlList list ? list.Items.OfType<YamlMap>().ToList() : [];

    public IReadOnlyList<string> Names()
    {
        var names = new List<string>();
        Uniqueness.Check(_stages, "stage", errors);
        foreach (YamlMap stage in _stages)
        {
            if (stage.Scalar("name") is { } name && !names.Contains(name.Text))
            {
                names.Add(name.Text);
            }
        }

        return names;
    }

    public IReadOnlyList<Stage> Compile(ModelTables tables)
    {
        var stages = new List<Stage>();
        var earlier = new List<Formula>();
        for (int i = 0; i < _stages.Count; i++)
        {
            CompiledCondition? when = When(_stages[i], i == _stages.Count - 1, tables);
            string name = _stages[i].Scalar("name")?.Text ?? "";
            stages.Add(new Stage(name, when?.Condition ?? ConstantCondition.True, _stages[i].Scalar("away")?.Text == "true"));
            if (when is null)
            {
                continue;
            }

            CheckReachable(_stages[i], when.Formula, earlier);
            earlier.Add(when.Formula.Negate());
        }

        return stages;
    }

    private CompiledCondition? When(YamlMap stage, bool isLast, ModelTables tables)
    {
        YamlEntry? when = stage.Find("when");
        if (isLast)
        {
            if (when is not null)
            {
                errors.Report(when.Key.Mark, "the last stage takes everyone else", "no key when here, or a last stage without it");
            }

            return new CompiledCondition(ConstantCondition.True, Formula.True);
        }

        if (when is null)
        {
            errors.Report(
                stage.Mark,
                $"the stage {stage.Scalar("name")?.Text} lacks the key when, and it is not the last",
                "a condition such as silent >= 30d");
            return null;
        }

        return when.Value is YamlScalar { IsNull: false } scalar ? ConditionCompiler.Compile(scalar, Scope.Stage, tables, errors) : null;
    }

    private void CheckReachable(YamlMap stage, Formula formula, List<Formula> earlier)
    {
        if (!Satisfiability.CanHold(Formula.All([.. earlier, formula])))
        {
            errors.Report(
                stage.Find("when")?.Key.Mark ?? stage.Mark,
                $"the stage {stage.Scalar("name")?.Text} can never be reached: whenever it holds, an earlier stage holds",
                "the narrower stage first");
        }
    }
}
