// Renders a chart as Helm does: Go's text/template with sprig and the functions that Helm adds, values merged over the chart's
// defaults. Standard input: one JSON object a line, {"name", "release", "namespace", "values"}; standard output: one a line,
// {"name", "files", "error"}. Not done here: subcharts, the values schema (the caller checks it), hooks, and look-ups in a cluster.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type request struct {
	Name      string                 `json:"name"`
	Release   string                 `json:"release"`
	Namespace string                 `json:"namespace"`
	Values    map[string]interface{} `json:"values"`
}

type answer struct {
	Name  string            `json:"name"`
	Files map[string]string `json:"files"`
	Error string            `json:"error"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: render CHART < requests")
		os.Exit(2)
	}
	output := json.NewEncoder(os.Stdout)
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 16<<20)
	for input.Scan() {
		var r request
		var a answer
		if err := json.Unmarshal(input.Bytes(), &r); err != nil {
			a = answer{Error: err.Error()}
		} else {
			files, err := render(os.Args[1], r)
			a = answer{Name: r.Name, Files: files}
			if err != nil {
				a.Error = err.Error()
			}
		}
		if err := output.Encode(a); err != nil {
			panic(err)
		}
	}
}

func render(chart string, r request) (map[string]string, error) {
	defaults, err := readYaml(filepath.Join(chart, "values.yaml"))
	if err != nil {
		return nil, err
	}
	about, err := readYaml(filepath.Join(chart, "Chart.yaml"))
	if err != nil {
		return nil, err
	}
	files, err := readFiles(chart)
	if err != nil {
		return nil, err
	}
	root := map[string]interface{}{
		"Values": merge(defaults, r.Values),
		"Chart":  capitalised(about),
		"Release": map[string]interface{}{
			"Name": r.Release, "Namespace": r.Namespace, "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false,
		},
		"Capabilities": map[string]interface{}{
			"KubeVersion": map[string]interface{}{"Version": "v1.29.0", "Major": "1", "Minor": "29"},
			"APIVersions": apiVersions{},
		},
		"Files": files,
	}
	return execute(chart, fmt.Sprint(about["name"]), root)
}

func execute(chart, name string, root map[string]interface{}) (map[string]string, error) {
	t := template.New("gotpl").Option("missingkey=zero")
	t.Funcs(functions(t, root))
	var paths []string
	err := filepath.Walk(filepath.Join(chart, "templates"), func(file string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			paths = append(paths, file)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	nameOf := func(file string) string {
		relative, _ := filepath.Rel(chart, file)
		return path.Join(name, filepath.ToSlash(relative))
	}
	for _, file := range paths {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, err := t.New(nameOf(file)).Parse(string(text)); err != nil {
			return nil, err
		}
	}
	rendered := map[string]string{}
	for _, file := range paths {
		if strings.HasPrefix(path.Base(file), "_") {
			continue
		}
		root["Template"] = map[string]interface{}{"Name": nameOf(file), "BasePath": path.Join(name, "templates")}
		var text bytes.Buffer
		if err := t.ExecuteTemplate(&text, nameOf(file), root); err != nil {
			return nil, err
		}
		rendered[strings.TrimPrefix(nameOf(file), name+"/")] = strings.ReplaceAll(text.String(), "<no value>", "")
	}
	return rendered, nil
}

func functions(t *template.Template, root map[string]interface{}) template.FuncMap {
	f := sprig.TxtFuncMap()
	delete(f, "env")
	delete(f, "expandenv")
	f["include"] = func(name string, data interface{}) (string, error) {
		var text strings.Builder
		err := t.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	f["tpl"] = func(text string, data interface{}) (string, error) {
		clone, err := t.Clone()
		if err != nil {
			return "", err
		}
		parsed, err := clone.New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var result strings.Builder
		err = parsed.Execute(&result, data)
		return strings.ReplaceAll(result.String(), "<no value>", ""), err
	}
	f["required"] = func(message string, value interface{}) (interface{}, error) {
		if text, isText := value.(string); value == nil || isText && text == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	f["lookup"] = func(string, string, string, string) map[string]interface{} { return map[string]interface{}{} }
	f["toYaml"] = toYaml
	f["fromYaml"] = func(text string) map[string]interface{} {
		value, err := parse([]byte(text))
		if err != nil {
			return map[string]interface{}{"Error": err.Error()}
		}
		return value
	}
	f["toJson"] = func(value interface{}) string {
		text, err := json.Marshal(value)
		if err != nil {
			return ""
		}
		return string(text)
	}
	f["fromJson"] = func(text string) map[string]interface{} {
		value := map[string]interface{}{}
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
	return f
}

// Helm's YAML goes through JSON: keys are sorted, and numbers of values are floats.
func toYaml(value interface{}) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	var plain interface{}
	if err := yaml.Unmarshal(text, &plain); err != nil {
		return ""
	}
	var buffer bytes.Buffer
	encoder := yaml.NewEncoder(&buffer)
	encoder.SetIndent(2)
	if err := encoder.Encode(plain); err != nil {
		return ""
	}
	return strings.TrimSuffix(buffer.String(), "\n")
}

func readYaml(file string) (map[string]interface{}, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

func parse(text []byte) (map[string]interface{}, error) {
	var value map[string]interface{}
	if err := yaml.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	through, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	result := map[string]interface{}{}
	return result, json.Unmarshal(through, &result)
}

// What is given wins; a null takes a default away; maps are merged, lists are not.
func merge(defaults, given map[string]interface{}) map[string]interface{} {
	merged := map[string]interface{}{}
	for key, value := range defaults {
		merged[key] = value
	}
	for key, value := range given {
		below, isMap := value.(map[string]interface{})
		standard, hasMap := merged[key].(map[string]interface{})
		switch {
		case value == nil:
			delete(merged, key)
		case isMap && hasMap:
			merged[key] = merge(standard, below)
		default:
			merged[key] = value
		}
	}
	return merged
}

func capitalised(about map[string]interface{}) map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range about {
		result[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return result
}

type apiVersions struct{}

// Has answers yes to whatever is asked: every operator is there.
func (apiVersions) Has(string) bool { return true }

// Files of the chart that are no templates, as .Files has them.
type chartFiles map[string][]byte

func readFiles(chart string) (chartFiles, error) {
	files := chartFiles{}
	err := filepath.Walk(filepath.Join(chart, "files"), func(file string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		relative, _ := filepath.Rel(chart, file)
		files[filepath.ToSlash(relative)], err = os.ReadFile(file)
		return err
	})
	return files, err
}

func (f chartFiles) Get(name string) string { return string(f[name]) }

func (f chartFiles) GetBytes(name string) []byte { return f[name] }

func (f chartFiles) Glob(pattern string) chartFiles {
	found := chartFiles{}
	for name, text := range f {
		if match, _ := path.Match(pattern, name); match {
			found[name] = text
		}
	}
	return found
}

func (f chartFiles) AsConfig() string {
	result := map[string]string{}
	for name, text := range f {
		result[path.Base(name)] = string(text)
	}
	return toYaml(result)
}

func (f chartFiles) AsSecrets() string {
	result := map[string]string{}
	for name, text := range f {
		result[path.Base(name)] = base64.StdEncoding.EncodeToString(text)
	}
	return toYaml(result)
}

func (f chartFiles) Lines(name string) []string { return strings.Split(string(f[name]), "\n") }
