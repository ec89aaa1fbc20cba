namespace EngageStream.Host.Mapping.Expressions;

/// <summary>An arithmetic expression over the columns of a row, or over the aggregates of a group.</summary>
/// <typeparam name="TSource">Where its leaves take their values from.</typeparam>
public abstract class Number<TSource>
{
    /// <summary>The value; exact, since money is summed.</summary>
    /// <exception cref="OverflowException">The value does not fit into a <see cref="decimal"/>.</exception>
    public abstract decimal Evaluate(TSource source);
}

/// <summary>A number that is written in the expression.</summary>
public sealed class NumberConstant<TSource>(decimal value) : Number<TSource>
{
    /// <inheritdoc/>
    public override decimal Evaluate(TSource source) => value;
}

/// <summary>A sign change.</summary>
public sealed class Negation<TSource>(Number<TSource> inner) : Number<TSource>
{
    /// <inheritdoc/>
    public override decimal Evaluate(TSource source) => -inner.Evaluate(source);
}

/// <summary>A sum, difference or product.</summary>
public sealed class Arithmetic<TSource>(char operation, Number<TSource> left, Number<TSource> right) : Number<TSource>
{
    /// <inheritdoc/>
    public override decimal Evaluate(TSource source) => operation switch
    {
        '+' => left.Evaluate(source) + right.Evaluate(source),
        '-' => left.Evaluate(source) - right.Evaluate(source),
        _ => left.Evaluate(source) * right.Evaluate(source),
    };
}

/// <summary>The number in a column; a text that is none is a fault of the row.</summary>
public sealed class ColumnNumber(int slot) : Number<Row>
{
    /// <inheritdoc/>
    public override decimal Evaluate(Row source) => source.Number(slot);
}

/// <summary>The value of a numeric aggregate.</summary>
public sealed class AggregateNumber(int index) : Number<Accumulator[]>
{
    /// <inheritdoc/>
    public override decimal Evaluate(Accumulator[] source) => source[index].Number;
}
