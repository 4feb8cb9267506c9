// Says what Kubernetes itself makes of pod templates.
//
//	templates types    prints how each field of a pod template is declared, as JSON
//	templates compare  reads a JSON array of two templates a line, prints true or false for each
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "types" {
		printTypes()
		return
	}
	if len(os.Args) == 2 && os.Args[1] == "compare" {
		compare()
		return
	}
	fmt.Fprintln(os.Stderr, "usage: templates types|compare")
	os.Exit(2)
}

// equalIgnoreHash is kubernetes pkg/controller/deployment/util/deployment_util.go EqualIgnoreHash.
func equalIgnoreHash(template1, template2 *corev1.PodTemplateSpec) bool {
	t1Copy := template1.DeepCopy()
	t2Copy := template2.DeepCopy()
	delete(t1Copy.Labels, "pod-template-hash")
	delete(t2Copy.Labels, "pod-template-hash")
	return apiequality.Semantic.DeepEqual(t1Copy, t2Copy)
}

func compare() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder := json.NewDecoder(lines)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for decoder.More() {
		var pair [2]corev1.PodTemplateSpec
		if err := decoder.Decode(&pair); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Fprintln(out, equalIgnoreHash(&pair[0], &pair[1]))
	}
}

var leaves = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():  "quantity",
	reflect.TypeFor[intstr.IntOrString](): "intOrString",
	reflect.TypeFor[metav1.Time]():        "time",
	reflect.TypeFor[metav1.FieldsV1]():    "any",
}

// declared holds the type behind each name, so that two of one name are not taken for one.
var declared = map[string]reflect.Type{}

func printTypes() {
	types := map[string]map[string]string{}
	describe(reflect.TypeFor[corev1.PodTemplateSpec](), types)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(types); err != nil {
		panic(err)
	}
}

// describe answers the name of a type: a leaf, a struct in types, or one of them behind `*`, `[]` or `{}`.
func describe(t reflect.Type, types map[string]map[string]string) string {
	if leaf, ok := leaves[t]; ok {
		return leaf
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + describe(t.Elem(), types)
	case reflect.Slice:
		return "[]" + describe(t.Elem(), types)
	case reflect.Map:
		return "{}" + describe(t.Elem(), types)
	case reflect.Struct:
		if other, known := declared[t.Name()]; known && other != t {
			panic("two types are called " + t.Name())
		} else if !known {
			declared[t.Name()] = t
			types[t.Name()] = map[string]string{}
			addFields(t, types[t.Name()], types)
		}
		return t.Name()
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "number"
	default:
		panic("no rule for " + t.String())
	}
}

func addFields(t reflect.Type, fields map[string]string, types map[string]map[string]string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && (field.Anonymous || strings.Contains(options, "inline")) {
			addFields(field.Type, fields, types)
			continue
		}
		if name != "" && name != "-" {
			fields[name] = describe(field.Type, types)
		}
	}
}
