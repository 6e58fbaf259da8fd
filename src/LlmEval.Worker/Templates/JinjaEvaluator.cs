using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>Walks through a parsed template and writes.</summary>
internal sealed class JinjaEvaluator
{
    private readonly JinjaRun _run;
    private JinjaScope _scope = new();
    private StringBuilder _output = new();

    public JinjaEvaluator(JinjaRun run, IEnumerable<KeyValuePair<string, object?>> values, DateTime? date)
    {
        _run = run;
        JinjaGlobals.AddTo(_scope, date);
        _scope = new JinjaScope(_scope);
        foreach ((string name, object? value) in values) { _scope.Set(name, value); }
    }

    private enum Flow
    {
        On,
        Continue,
        Break,
    }

    public string Render(IReadOnlyList<JinjaNode> nodes)
    {
        if (Execute(nodes) != Flow.On) { throw _run.Fail("'break' and 'continue' belong in a loop"); }

        return _output.ToString();
    }

    private Flow Execute(IReadOnlyList<JinjaNode> nodes)
    {
        _run.Enter();
        foreach (JinjaNode node in nodes)
        {
            _run.Line = node.Line;
            _run.Step();
            if (Execute(node) is not Flow.On and var flow)
            {
                _run.Leave();
                return flow;
            }
        }

        _run.Leave();
        return Flow.On;
    }

    private Flow Execute(JinjaNode node)
    {
        switch (node)
        {
            case WriteText text: Write(text.Text); return Flow.On;
            case WriteValue write: Write(JinjaSemantics.Text(_run, Evaluate(write.Value))); return Flow.On;
            case If choice:
                foreach ((JinjaExpression condition, IReadOnlyList<JinjaNode> body) in choice.Branches)
                {
                    if (JinjaSemantics.Truth(Evaluate(condition))) { return Execute(body); }
                }

                return Execute(choice.Otherwise);
            case For loop: return Execute(loop);
            case Set set:
                object? value = Evaluate(set.Value);
                if (set.Attribute is null) { Assign(set.Targets, set.Unpacks, value); }
                else { SetAttribute(set.Targets[0], set.Attribute, value); }

                return Flow.On;
            case SetBlock block:
                string captured = Capture(block.Body);
                object? made = block.Filter is null ? captured : Filter(block.Filter, captured);
                if (block.Attribute is null) { _scope.Set(block.Target, made); }
                else { SetAttribute(block.Target, block.Attribute, made); }

                return Flow.On;
            case FilterBlock block: Write(JinjaSemantics.Text(_run, Filter(block.Filter, Capture(block.Body)))); return Flow.On;
            case Macro macro: _scope.Set(macro.Name, Define(macro)); return Flow.On;
            case Block block:
                object?[] values = [.. block.Values.Select(v => Evaluate(v.Value))];
                return Inside(new JinjaScope(_scope), () =>
                {
                    for (int i = 0; i < values.Length; i++) { _scope.Set(block.Values[i].Name, values[i]); }

                    return Execute(block.Body);
                });
            case Jump jump: return jump.Ends ? Flow.Break : Flow.Continue;
            default: throw new InvalidOperationException($"{node.GetType().Name} is not executed.");
        }
    }

    private Flow Execute(For loop)
    {
        IReadOnlyList<object?> items = JinjaSemantics.Items(_run, Evaluate(loop.Items));
        if (loop.Condition is { } condition)
        {
            _run.Grow(items.Count);
            items = [.. items.Where(item => Inside(new JinjaScope(_scope), () =>
            {
                Assign(loop.Targets, loop.Unpacks, item);
                return JinjaSemantics.Truth(Evaluate(condition));
            }))];
        }

        if (items.Count == 0) { return Inside(new JinjaScope(_scope), () => Execute(loop.Otherwise)); }

        JinjaLoop state = new(items);
        for (int i = 0; i < items.Count; i++)
        {
            state.Index = i;
            _run.Step();
            Flow flow = Inside(new JinjaScope(_scope), () =>
            {
                Assign(loop.Targets, loop.Unpacks, items[i]);
                _scope.Set("loop", state);
                return Execute(loop.Body);
            });
            if (flow == Flow.Break) { break; }
        }

        return Flow.On;
    }

    private T Inside<T>(JinjaScope scope, Func<T> work)
    {
        (JinjaScope outer, _scope) = (_scope, scope);
        T result = work();
        _scope = outer;
        return result;
    }

    private void Assign(IReadOnlyList<string> targets, bool unpacks, object? value)
    {
        if (!unpacks)
        {
            _scope.Set(targets[0], value);
            return;
        }

        IReadOnlyList<object?> items = JinjaSemantics.Items(_run, value);
        if (items.Count != targets.Count) { throw _run.Fail($"{targets.Count} names are set from {items.Count} values"); }

        for (int i = 0; i < items.Count; i++) { _scope.Set(targets[i], items[i]); }
    }

    private void SetAttribute(string target, string attribute, object? value)
    {
        if (!_scope.TryGet(target, out object? space) || space is not JinjaNamespace names) { throw _run.Fail($"only what 'namespace' made has attributes that can be set, and '{target}' is none"); }

        names[attribute] = value;
    }

    private string Capture(IReadOnlyList<JinjaNode> body)
    {
        (StringBuilder outer, _output) = (_output, new StringBuilder());
        if (Inside(new JinjaScope(_scope), () => Execute(body)) != Flow.On) { throw _run.Fail("'break' and 'continue' belong in a loop"); }

        (string text, _output) = (_output.ToString(), outer);
        return text;
    }

    private JinjaFunction Define(Macro macro)
    {
        JinjaScope home = _scope;
        string[] names = [.. macro.Parameters.Select(p => p.Name)];
        return new JinjaFunction(macro.Name, arguments =>
        {
            object?[] values = arguments.Bind(names);
            (JinjaScope caller, _scope) = (_scope, new JinjaScope(home));
            for (int i = 0; i < values.Length; i++)
            {
                _scope.Set(names[i], values[i] is not JinjaArguments.Missing ? values[i]
                    : macro.Parameters[i].Default is { } otherwise ? Evaluate(otherwise) : new JinjaUndefined($"the parameter '{names[i]}' was not given"));
            }

            string text = Capture(macro.Body);
            _scope = caller;
            return text;
        });
    }

    private void Write(string text)
    {
        _run.Grow(text.Length);
        _output.Append(text);
    }

    private object? Evaluate(JinjaExpression expression)
    {
        _run.Enter();
        _run.Line = expression.Line;
        object? value = expression switch
        {
            Literal literal => literal.Value,
            NameOf name => Find(name.Name),
            SequenceOf sequence => new JinjaList(sequence.Items.Select(Evaluate).ToArray(), sequence.IsTuple),
            MappingOf mapping => Make(mapping),
            AttributeOf attribute => At(attribute, JinjaAttributes.Attribute(_run, Evaluate(attribute.Target), attribute.Name)),
            EntryOf entry => JinjaAttributes.Entry(_run, Evaluate(entry.Target), Evaluate(entry.Key)),
            SliceOf slice => JinjaAttributes.Slice(_run, Evaluate(slice.Target), Optional(slice.Start), Optional(slice.Stop), Optional(slice.Step)),
            CallOf call => Call(call),
            FilterOf filter => Filter(filter, null),
            TestOf test => Holds(test),
            Unary { Operator: "not" } unary => !JinjaSemantics.Truth(Evaluate(unary.Operand)),
            Unary unary => Sign(unary),
            Binary { Operator: "and" } binary => Evaluate(binary.Left) is var left && JinjaSemantics.Truth(left) ? Evaluate(binary.Right) : left,
            Binary { Operator: "or" } binary => Evaluate(binary.Left) is var left && JinjaSemantics.Truth(left) ? left : Evaluate(binary.Right),
            Binary { Operator: "~" } binary => Join(Evaluate(binary.Left), Evaluate(binary.Right)),
            Binary binary => JinjaSemantics.Calculate(_run, binary.Operator, Evaluate(binary.Left), Evaluate(binary.Right)),
            Comparison comparison => Compare(comparison),
            Conditional choice => JinjaSemantics.Truth(Evaluate(choice.Condition)) ? Evaluate(choice.Then)
                : choice.Otherwise is { } otherwise ? Evaluate(otherwise) : new JinjaUndefined("an 'if' without 'else' gave no value"),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} is not evaluated."),
        };
        _run.Leave();
        return value;
    }

    private static object? At(AttributeOf attribute, object? value) => value is JinjaUndefined && attribute.Target is NameOf name
        ? new JinjaUndefined($"'{name.Name}.{attribute.Name}' is undefined") : value;

    private object? Find(string name) => _scope.TryGet(name, out object? value) ? value
        : new JinjaUndefined(name == "strftime_now" ? JinjaGlobals.NoDate : $"'{name}' is undefined");

    private object? Optional(JinjaExpression? expression) => expression is null ? null : Evaluate(expression);

    private string Join(object? left, object? right)
    {
        (string a, string b) = (JinjaSemantics.Text(_run, left), JinjaSemantics.Text(_run, right));
        _run.Grow((long)a.Length + b.Length);
        return a + b;
    }

    private JinjaMapping Make(MappingOf expression)
    {
        JinjaMapping mapping = [];
        foreach ((JinjaExpression key, JinjaExpression value) in expression.Items)
        {
            mapping[JinjaKeys.Of(Evaluate(key)) ?? throw _run.Fail("a key of a mapping must be a text or a number")] = Evaluate(value);
        }

        return mapping;
    }

    private object Sign(Unary unary) => (unary.Operator, JinjaSemantics.Number(Evaluate(unary.Operand))) switch
    {
        ("-", long n) when n != long.MinValue => -n,
        ("-", double d) => -d,
        ("+", { } number) => number,
        _ => throw _run.Fail($"'{unary.Operator}' needs a number"),
    };

    private bool Compare(Comparison comparison)
    {
        object? left = Evaluate(comparison.First);
        foreach ((string op, JinjaExpression operand) in comparison.Rest)
        {
            object? right = Evaluate(operand);
            bool holds = op switch
            {
                "==" => JinjaSemantics.AreEqual(_run, left, right),
                "!=" => !JinjaSemantics.AreEqual(_run, left, right),
                "in" => JinjaSemantics.Contains(_run, right, left),
                "not in" => !JinjaSemantics.Contains(_run, right, left),
                "<" => JinjaSemantics.Compare(_run, left, right) < 0,
                "<=" => JinjaSemantics.Compare(_run, left, right) <= 0,
                ">" => JinjaSemantics.Compare(_run, left, right) > 0,
                _ => JinjaSemantics.Compare(_run, left, right) >= 0,
            };
            if (!holds) { return false; }

            left = right;
        }

        return true;
    }

    private object? Call(CallOf call)
    {
        object? target = Evaluate(call.Target);
        if (target is not JinjaFunction function)
        {
            throw _run.Fail(target is JinjaUndefined undefined ? undefined.Reason : $"{JinjaSemantics.Named(target)} cannot be called");
        }

        JinjaArguments arguments = Read(function.Name, call.Arguments);
        _run.Line = call.Line;
        return function.Call(arguments);
    }

    private object? Filter(JinjaExpression expression, string? block)
    {
        FilterOf filter = (FilterOf)expression;
        object? value = filter.Target is null ? block
            : filter.Target is FilterOf inner && block is not null ? Filter(inner, block) : Evaluate(filter.Target);
        JinjaArguments arguments = Read(filter.Name, filter.Arguments, value);
        _run.Line = filter.Line;
        return JinjaFilters.Apply(arguments);
    }

    private bool Holds(TestOf test)
    {
        JinjaArguments arguments = Read(test.Name, test.Arguments, Evaluate(test.Target));
        _run.Line = test.Line;
        return JinjaTests.Holds(arguments) != test.Negated;
    }

    private JinjaArguments Read(string callee, Arguments arguments, params ReadOnlySpan<object?> first) => new(
        _run, callee, [.. first, .. arguments.Positional.Select(Evaluate)], [.. arguments.Named.Select(n => (n.Name, Evaluate(n.Value)))]);
}
