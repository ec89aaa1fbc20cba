namespace EngageStream.Host.Mapping.Expressions;

/// <summary>
/// A value over the rows of a group. Measuring and applying are apart, so that a row with a fault in one aggregate leaves all
/// of them untouched.
/// </summary>
public abstract class Aggregate
{
    /// <summary>Whether the value is a text.</summary>
    public virtual bool IsText => true;

    /// <summary>What the row contributes; a fault is left in the row.</summary>
    public virtual decimal Measure(Row row) => 0;

    /// <summary>Adds a row's contribution.</summary>
    public abstract void Apply(ref Accumulator into, decimal measure, Row row);
}

/// <summary>How a numeric aggregate combines its rows.</summary>
public enum Combination : byte
{
    Sum,
    Least,
    Greatest,
}

/// <summary><c>sum(x)</c>, <c>min(x)</c>, <c>max(x)</c>, and <c>count()</c> as the sum of ones.</summary>
public sealed class NumberAggregate(Combination combination, Number<Row> number) : Aggregate
{
    /// <inheritdoc/>
    public override bool IsText => false;

    /// <inheritdoc/>
    public override decimal Measure(Row row) => number.Evaluate(row);

    /// <inheritdoc/>
    public override void Apply(ref Accumulator into, decimal measure, Row row)
    {
        into.Number = !into.Filled ? measure : combination switch
        {
            Combination.Sum => into.Number + measure,
            Combination.Least => Math.Min(into.Number, measure),
            _ => Math.Max(into.Number, measure),
        };
        into.Filled = true;
    }
}

/// <summary><c>first(C)</c> and <c>last(C)</c>: the text of the earliest or latest row that has one; of equal times the first in the
/// file.</summary>
public sealed class EdgeText(int slot, bool latest) : Aggregate
{
    /// <inheritdoc/>
    public override void Apply(ref Accumulator into, decimal measure, Row row)
    {
        ReadOnlySpan<char> text = row.Text(slot);
        if (text.IsEmpty || (into.Filled && (latest ? row.TimeMs <= into.TimeMs : row.TimeMs >= into.TimeMs)))
        {
            return;
        }

        into.Text = text.SequenceEqual(into.Text) ? into.Text : text.ToString();
        into.TimeMs = row.TimeMs;
        into.Filled = true;
    }
}

/// <summary><c>top(C by x)</c>: the text of the row with the greatest x; of equal ones the first in the file.</summary>
public sealed class TopText(int slot, Number<Row> by) : Aggregate
{
    /// <inheritdoc/>
    public override decimal Measure(Row row) => by.Evaluate(row);

    /// <inheritdoc/>
    public override void Apply(ref Accumulator into, decimal measure, Row row)
    {
        ReadOnlySpan<char> text = row.Text(slot);
        if (text.IsEmpty || (into.Filled && measure <= into.Number))
        {
            return;
        }

        into.Text = text.ToString();
        into.Number = measure;
        into.Filled = true;
    }
}
